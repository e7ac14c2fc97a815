package org.chipigateway.chipi;

import java.time.InstantSource;
import java.util.Set;
import java.util.function.Predicate;

import org.chipigateway.chipi.ChipiFailure.OutcomeUnknown;
import org.chipigateway.chipi.ChipiFailure.RateLimited;
import org.chipigateway.chipi.ChipiFailure.Refused;
import org.chipigateway.chipi.ChipiFailure.Unauthorised;
import org.chipigateway.chipi.ChipiFailure.Unreachable;
import org.chipigateway.chipi.ChipiFailure.UnreadableAnswer;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What an answer, or none, means. A read changed nothing, so that each of its failures may be tried again. To an order
 * only what proves that nothing was debited is a "no".
 */
final class Verdict {

    private static final Set<Integer> REFUSALS_OF_AN_ORDER = Set.of(400, 402, 403, 404, 422);

    private final Redaction redaction;
    private final InstantSource clock;

    Verdict(Redaction redaction, InstantSource clock) {
        this.redaction = redaction;
        this.clock = clock;
    }

    Transaction ofOrder(Answer answer) {
        int status = answer.status();
        if (answer.ok()) {
            return answer.json()
                    .map(Transaction::of)
                    .filter(transaction -> transaction.id() != null)
                    .orElseThrow(() -> new OutcomeUnknown("Chipi answered " + status + " without a transaction", null));
        }
        failWhereNothingWasDone(answer);
        if (REFUSALS_OF_AN_ORDER.contains(status) && answer.message().isPresent()) {
            throw refused(answer);
        }
        throw new OutcomeUnknown("Chipi answered " + status, null);
    }

    /**
     * Which exception says what differs between versions of the client and isn't asked: an order may have left from the
     * moment that its permit was given, and not before.
     */
    ChipiFailure ofOrderWithoutAnswer(Throwable failure, boolean mayHaveLeft) {
        return mayHaveLeft
                ? new OutcomeUnknown("Chipi gave no answer to the order", failure)
                : new Unreachable("The order was not sent", failure);
    }

    ObjectNode ofRead(Answer answer, Predicate<ObjectNode> shape) {
        int status = answer.status();
        if (answer.ok()) {
            return answer.json()
                    .filter(shape)
                    .orElseThrow(() -> new UnreadableAnswer("Chipi's answer has a shape that we don't know", null));
        }
        failWhereNothingWasDone(answer);
        if (status >= 500) {
            throw new Unreachable("Chipi answered " + status, null);
        }
        if (status >= 400 && answer.message().isPresent()) {
            throw refused(answer);
        }
        throw new UnreadableAnswer("An answer with status " + status + " that isn't Chipi's JSON", null);
    }

    ChipiFailure ofReadWithoutAnswer(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ExchangeLimits.AnswerTooLarge) {
                return new UnreadableAnswer("Chipi's answer is too large", failure);
            }
        }
        return new Unreachable("Chipi gave no answer", failure);
    }

    private void failWhereNothingWasDone(Answer answer) {
        if (answer.status() == 401) {
            throw new Unauthorised(answer.message().map(redaction::of).orElse("Chipi doesn't accept this bearer"));
        }
        if (answer.status() == 429) {
            throw new RateLimited(RetryAfter.pause(answer.retryAfter(), clock.instant()));
        }
    }

    private Refused refused(Answer answer) {
        return new Refused(answer.status(), redaction.of(answer.code()), redaction.of(answer.message().orElse(null)));
    }
}
