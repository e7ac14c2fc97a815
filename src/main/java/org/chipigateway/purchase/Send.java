package org.chipigateway.purchase;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import org.chipigateway.chipi.Account;

/**
 * One POST of a purchase to Chipi, claimed in the store before its first byte may leave.
 *
 * @param number 1, 2, … over all attempts of the hash
 * @param account where it went, and as whom: a look-up tells of it only there
 * @param endedAt when its outcome was known to be {@code outcome}; null while it runs, and for ever after a crash
 * @param outcome null counts as {@link Outcome#UNKNOWN}
 */
public record Send(String transactionHash, int number, Instant startedAt, String replica, Account account,
        Instant endedAt, Outcome outcome) {

    /** A send whose end nobody saw has ended by then: 2 s to leave, 30 s to be answered, and a margin. */
    static final Duration LONGEST = Duration.ofSeconds(40);

    public enum Outcome {
        /** Chipi has told the purchase's row: in its answer, or when it was looked up. */
        CONFIRMED,
        /** Chipi refused in its own words: nothing was debited. */
        REFUSED,
        /** No byte left, or Chipi turned it away at the door (401, 429): nothing was debited. */
        UNMADE,
        /** It may have debited. */
        UNKNOWN
    }

    /** Whether this send may have debited without our knowing. */
    boolean unresolved() {
        return outcome == null || outcome == Outcome.UNKNOWN;
    }

    /** Where the purchase is known, if one of these sends was confirmed. */
    static Optional<Account> confirmedAt(List<Send> sends) {
        return sends.stream().filter(send -> send.outcome == Outcome.CONFIRMED)
                .max(Comparator.comparingInt(Send::number)).map(Send::account);
    }

    Instant endedAtTheLatest() {
        return endedAt == null ? startedAt.plus(LONGEST) : endedAt;
    }
}
