package org.chipigateway.purchase;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Goes on when told to. */
final class MovableClock implements InstantSource {
    private volatile Instant now;

    MovableClock(Instant now) {
        this.now = now;
    }

    void set(Instant to) {
        now = to;
    }

    void advance(Duration by) {
        now = now.plus(by);
    }

    @Override
    public Instant instant() {
        return now;
    }
}
