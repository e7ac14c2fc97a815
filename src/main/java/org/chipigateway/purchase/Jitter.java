package org.chipigateway.purchase;

import java.time.Duration;

/** Keeps what began together from going on together. */
final class Jitter {
    /** Soon enough to find out within a minute that webhooks have stopped; nearly all purchases have settled by then. */
    static final Duration PROBE = Duration.ofSeconds(15);
    private static final double SHARE = 0.2;

    private Jitter() {
    }

    /** A fifth more or less, as chance, from 0 to 1, has it. */
    static Duration of(Duration even, double chance) {
        return Duration.ofMillis((long) (even.toMillis() * (1 - SHARE + 2 * SHARE * chance)));
    }
}
