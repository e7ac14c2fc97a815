package org.chipigateway.purchase;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

import org.chipigateway.chipi.MonotonicClock;

/** Goes on when told to; so does the monotonic clock, unless only the time of day is set. */
final class MovableClock implements InstantSource, MonotonicClock {
    private volatile Instant now;
    private volatile Duration setBy = Duration.ZERO;

    MovableClock(Instant now) {
        this.now = now;
    }

    /** Time passes until then. */
    void set(Instant to) {
        now = to;
    }

    /** Time passes. */
    void advance(Duration by) {
        now = now.plus(by);
    }

    /** Somebody sets the time of day, in no time. */
    void adjust(Duration by) {
        now = now.plus(by);
        setBy = setBy.plus(by);
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public long nanos() {
        return Duration.between(Instant.EPOCH, now).minus(setBy).toNanos();
    }
}
