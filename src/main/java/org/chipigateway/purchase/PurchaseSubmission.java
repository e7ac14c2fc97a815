package org.chipigateway.purchase;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.chipigateway.chipi.Chipi;
import org.chipigateway.chipi.ChipiFailure;
import org.chipigateway.chipi.RequestClass;
import org.chipigateway.chipi.RequestPermit;
import org.chipigateway.chipi.Transaction;
import org.chipigateway.identity.BearerCustody;
import org.jboss.logging.Logger;

import io.smallrye.mutiny.Uni;

/**
 * Step two, "submit": brings Chipi to have the purchase, exactly once. What to do comes from {@link SubmissionPolicy}; this class
 * does it, and records each outcome before anything else happens.
 */
@ApplicationScoped
class PurchaseSubmission {
    private static final Logger LOG = Logger.getLogger(PurchaseSubmission.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration WITHOUT_BEARER = Duration.ofMinutes(5);

    private final PurchaseStore store;
    private final Chipi chipi;
    private final BearerCustody custody;
    private final SubmissionPolicy policy;
    private final SendClaims claims;
    private final PurchaseLookUp lookUp;
    private final PurchaseSettlement settlement;
    private final PurchasePolling polling;
    private final RequestTurn turns;
    private final Moments moments;

    PurchaseSubmission(PurchaseStore store, Chipi chipi, BearerCustody custody, SubmissionPolicy policy,
            SendClaims claims, PurchaseLookUp lookUp, PurchaseSettlement settlement, PurchasePolling polling,
            RequestTurn turns, Moments moments) {
        this.store = store;
        this.chipi = chipi;
        this.custody = custody;
        this.policy = policy;
        this.claims = claims;
        this.lookUp = lookUp;
        this.settlement = settlement;
        this.polling = polling;
        this.turns = turns;
        this.moments = moments;
    }

    Uni<NextStep> submit(Purchase purchase, List<Send> sends, FollowedPurchase followed) {
        Moment moment = moments.now();
        Instant now = moment.at();
        followed.asked(purchase.askedAt(), moment);
        // Somebody who wants to know is told what Chipi has, which is never a reason to send.
        SubmissionPolicy.Decision decision = followed.attention().isChecked() || followed.expectsNews()
                ? SubmissionPolicy.Decision.now(SubmissionPolicy.Step.LOOK_UP)
                : policy.decide(purchase, sends, followed.recollection(), moment);
        if (decision.step() == SubmissionPolicy.Step.REJECT) {
            return giveUp(purchase, followed, new Rejection(503, Rejection.NOT_SUBMITTED,
                    "The purchase did not reach Chipi in the time given for it; nothing was debited"));
        }
        if (decision.step() == SubmissionPolicy.Step.WAIT) {
            return after(now, decision.at());
        }
        Duration pauseLeft = followed.pauseLeft(moment);
        if (!pauseLeft.isNegative() && !pauseLeft.isZero()) {
            followed.attention().notChecked(new ChipiFailure.RateLimited(pauseLeft));
            return after(now, now.plus(pauseLeft));
        }
        if (custody.bearerOf(purchase.owner()).isEmpty()) {
            return withoutBearer(purchase, sends, followed, now);
        }
        return decision.step() == SubmissionPolicy.Step.LOOK_UP
                ? lookUp.ask(purchase, sends, followed).map(found -> next(found, followed))
                : send(purchase, followed, Duration.between(now, policy.lastSend(purchase)));
    }

    /**
     * A fresh bearer wakes the purchase at once; until then, only the end of its time can come. Who waits with a bearer that Chipi has
     * refused hears what they would hear if it were asked again.
     */
    private Uni<NextStep> withoutBearer(Purchase purchase, List<Send> sends, FollowedPurchase followed, Instant now) {
        Instant end = policy.lastSend(purchase).plusMillis(1);
        boolean unsure = purchase.incident() != null || sends.stream().anyMatch(Send::unresolved);
        if (!unsure && followed.callersBearerRefused() && now.isBefore(followed.callerWaitsUntil())) {
            return giveUp(purchase, followed, refusalOfBearer(followed, now));
        }
        Duration pause = unsure || end.isBefore(now) ? WITHOUT_BEARER : Duration.between(now, end);
        return Uni.createFrom().item(new NextStep.After(pause, true));
    }

    /** The turn comes before the claim: a claimed send has two seconds to leave, and a turn may take minutes to come. */
    private Uni<NextStep> send(Purchase purchase, FollowedPurchase followed, Duration within) {
        return turns.take(RequestClass.SUBMISSION, purchase, within)
                .chain(permit -> Uni.createFrom().deferred(() -> send(purchase, followed, permit))
                        // Of what was handed on to Chipi this says nothing more.
                        .onFailure().invoke(permit::giveBack))
                .onFailure(ChipiFailure.BudgetExhausted.class).recoverWithItem(failure -> {
                    followed.pause(failure.retryAfter(), moments.now());
                    return NextStep.NOW;
                });
    }

    private Uni<NextStep> send(Purchase purchase, FollowedPurchase followed, RequestPermit permit) {
        // The newest: it may have changed while the turn came.
        Optional<String> newest = custody.bearerOf(purchase.owner());
        if (newest.isEmpty()) {
            permit.giveBack();
            return Uni.createFrom().item(NextStep.NOW);
        }
        String bearer = newest.get();
        return claims.claim(purchase, followed).chain(claimed -> {
            if (claimed.isEmpty()) {
                permit.giveBack();
                return Uni.createFrom().item(NextStep.NOW);
            }
            SendClaims.Claim claim = claimed.get();
            return chipi
                    .submit(purchase.intent().orderFor(purchase.transactionHash()), bearer, claims.permit(claim),
                            permit)
                    .onItemOrFailure().invoke((row, failure) -> followed.sent(moments.now()))
                    .chain(row -> confirmed(claim.send(), row, followed)).onFailure(ChipiFailure.class)
                    .recoverWithUni(failure -> notConfirmed(purchase, claim.send(), failure, followed, bearer));
        });
    }

    private Uni<NextStep> confirmed(Send send, Transaction row, FollowedPurchase followed) {
        return store.write(tx -> {
            Purchase purchase = settlement.settleIn(tx, send.transactionHash(), row, EventSource.CREATE);
            // A row that isn't ours confirms nothing: what became of this send is unknown.
            tx.end(send.transactionHash(), send.number(),
                    purchase.confirmed() ? Send.Outcome.CONFIRMED : Send.Outcome.UNKNOWN, moments.now().at());
            return purchase;
        }).map(purchase -> next(purchase, followed));
    }

    private NextStep next(Purchase purchase, FollowedPurchase followed) {
        if (purchase.terminal()) {
            return NextStep.afterEndOf(purchase);
        }
        return purchase.confirmed() ? polling.begin(purchase, followed) : NextStep.NOW;
    }

    private Uni<NextStep> notConfirmed(Purchase purchase, Send send, Throwable failure, FollowedPurchase followed,
            String bearer) {
        if (failure instanceof ChipiFailure.Refused refused) {
            return refused(purchase, send, refused);
        }
        if (failure instanceof ChipiFailure.Unauthorised) {
            return unauthorised(purchase, send, followed, bearer);
        }
        if (failure instanceof ChipiFailure.RateLimited) {
            // The budget keeps everybody waiting until Chipi's pause is over.
            return ended(send, Send.Outcome.UNMADE);
        }
        if (failure instanceof ChipiFailure.Unreachable) {
            int doublings = Math.min(followed.sendUnmade(), 10);
            Duration pause = Duration.ofMillis(500L << doublings);
            followed.pause(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause, moments.now());
            return ended(send, Send.Outcome.UNMADE);
        }
        LOG.infof("Send %d of purchase %s has an unknown outcome and is looked up: %s", send.number(),
                send.transactionHash(), failure.getMessage());
        return ended(send, Send.Outcome.UNKNOWN);
    }

    /** A refusal is one only if no earlier send of the hash may have debited; of a later send it says nothing. */
    private Uni<NextStep> refused(Purchase purchase, Send send, ChipiFailure.Refused refused) {
        return store.write(tx -> {
            boolean first = tx.sendsOf(send.transactionHash()).stream()
                    .noneMatch(other -> other.number() != send.number() && other.unresolved());
            tx.end(send.transactionHash(), send.number(), first ? Send.Outcome.REFUSED : Send.Outcome.UNKNOWN,
                    moments.now().at());
            return first
                    ? rejectIn(tx, purchase,
                            new Rejection(refused.status(), refused.code(), refused.getMessage()))
                    : NextStep.NOW;
        });
    }

    private Uni<NextStep> unauthorised(Purchase purchase, Send send, FollowedPurchase followed, String bearer) {
        custody.refused(purchase.owner(), bearer);
        Instant now = moments.now().at();
        return store.write(tx -> {
            tx.end(send.transactionHash(), send.number(), Send.Outcome.UNMADE, now);
            boolean unsure = tx.sendsOf(send.transactionHash()).stream().anyMatch(Send::unresolved);
            if (unsure || !now.isBefore(followed.callerWaitsUntil())) {
                return NextStep.NOW;
            }
            return rejectIn(tx, purchase, refusalOfBearer(followed, now));
        });
    }

    private static Rejection refusalOfBearer(FollowedPurchase followed, Instant now) {
        return now.isBefore(followed.callersBearerExpiresAt())
                ? new Rejection(502, Rejection.UPSTREAM_UNAUTHORIZED,
                        "Chipi does not accept this bearer, although it has not expired")
                : new Rejection(401, Rejection.TOKEN_EXPIRED, "The bearer expired before Chipi had the purchase");
    }

    private Uni<NextStep> ended(Send send, Send.Outcome outcome) {
        return store.write(tx -> {
            tx.end(send.transactionHash(), send.number(), outcome, moments.now().at());
            return NextStep.NOW;
        });
    }

    private Uni<NextStep> giveUp(Purchase purchase, FollowedPurchase followed, Rejection why) {
        return store.write(tx -> {
            if (tx.sendsOf(purchase.transactionHash()).stream().anyMatch(Send::unresolved) && tx.isToldOf(purchase)) {
                followed.toldOf();
                return NextStep.NOW;
            }
            return rejectIn(tx, purchase, why);
        });
    }

    private NextStep rejectIn(PurchaseTransaction tx, Purchase decidedOn, Rejection why) {
        Purchase current = tx.byHash(decidedOn.transactionHash()).orElseThrow(PurchaseFailure.NotFound::new);
        // Between the decision and this transaction its owner may have asked again, or Chipi may have told.
        if (current.state() != PurchaseState.SUBMITTING || current.attempt() != decidedOn.attempt()
                || Rejection.NOT_SUBMITTED.equals(why.code()) && current.askedAt().isAfter(decidedOn.askedAt())) {
            return NextStep.NOW;
        }
        Instant now = moments.now().at();
        PurchaseJournal.record(tx, current.rejected(why, now), EventType.STATUS, EventSource.CREATE, now);
        return NextStep.DONE;
    }

    private static Uni<NextStep> after(Instant now, Instant then) {
        Duration pause = Duration.between(now, then);
        return Uni.createFrom()
                .item(new NextStep.After(pause.isNegative() || pause.isZero() ? Duration.ofMillis(1) : pause));
    }
}
