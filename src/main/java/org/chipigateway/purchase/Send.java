package org.chipigateway.purchase;

import java.time.Duration;
import java.time.Instant;

/**
 * One POST of a purchase to Chipi, claimed in the store before its first byte may leave.
 *
 * @param number 1, 2, … over all attempts of the hash
 * @param baseUrl where it went: a look-up proves something only there
 * @param apiKey the (public) API key it went with: a look-up proves something only with that
 * @param endedAt when its outcome was known to be {@code outcome}; null while it runs, and for ever after a crash
 * @param outcome null counts as {@link Outcome#UNKNOWN}
 */
public record Send(String transactionHash, int number, Instant startedAt, String replica, String baseUrl,
        String apiKey, Instant endedAt,
        Outcome outcome) {

    /** A send whose end nobody saw has ended by then: 2 s to leave, 30 s to be answered, and a margin. */
    static final Duration LONGEST = Duration.ofSeconds(40);

    public enum Outcome {
        /** Chipi answered with the purchase's row. */
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

    /** Whether a look-up there, with that key, can say anything about this send. */
    boolean wentTo(String otherBaseUrl, String otherApiKey) {
        return baseUrl.equals(otherBaseUrl) && apiKey.equals(otherApiKey);
    }

    Instant endedAtTheLatest() {
        return endedAt == null ? startedAt.plus(LONGEST) : endedAt;
    }
}
