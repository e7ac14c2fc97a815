package org.chipigateway.purchase;

import java.time.Duration;
import java.util.random.RandomGenerator;

import jakarta.enterprise.context.ApplicationScoped;

/**
 * How long to wait before the next poll: soon at first, because most purchases settle within 5 s, then ever more slowly. Jittered
 * so that purchases made together aren't polled together.
 */
@ApplicationScoped
class PollingSchedule {
    static final Duration FIRST = Duration.ofMillis(1500);
    static final Duration SLOWEST = Duration.ofMinutes(2);
    private static final double GROWTH = 1.5;
    private static final double JITTER = 0.2;

    private final RandomGenerator random;

    PollingSchedule(RandomGenerator random) {
        this.random = random;
    }

    /** @param polls how many polls of this purchase have been answered or tried */
    Duration next(int polls) {
        double grown = FIRST.toMillis() * Math.pow(GROWTH, Math.min(polls, 40));
        double capped = Math.min(grown, SLOWEST.toMillis());
        return Duration.ofMillis((long) (capped * (1 - JITTER + 2 * JITTER * random.nextDouble())));
    }
}
