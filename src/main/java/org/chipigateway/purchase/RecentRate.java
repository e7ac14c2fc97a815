package org.chipigateway.purchase;

import org.chipigateway.chipi.MonotonicClock;

/** How often something happens, by the last minute or so; not thread-safe. */
final class RecentRate {
    private static final double MINUTE_NANOS = 60e9;

    private final MonotonicClock clock;
    private double level;
    private long since;

    RecentRate(MonotonicClock clock) {
        this.clock = clock;
    }

    void one() {
        level = perMinute() + 1;
        since = clock.nanos();
    }

    double perMinute() {
        // Where it happens n times a minute, what fades within a minute comes to n.
        return level == 0 ? 0 : level * Math.exp(-(clock.nanos() - since) / MINUTE_NANOS);
    }
}
