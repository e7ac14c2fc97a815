package org.chipigateway.identity;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Stands still, or runs as far from the real time as it was moved. */
final class MovableClock implements InstantSource {

    private final InstantSource base;
    private volatile Duration offset = Duration.ZERO;
    private volatile Instant halted;

    private MovableClock(InstantSource base) {
        this.base = base;
    }

    static MovableClock standing() {
        return new MovableClock(InstantSource.fixed(Instant.parse("2026-11-22T12:00:00Z")));
    }

    static MovableClock running() {
        return new MovableClock(InstantSource.system());
    }

    void move(Duration by) {
        offset = offset.plus(by);
    }

    /** Stands still from now on. */
    void halt() {
        halted = instant();
    }

    /** Goes on as if it had never stood. */
    void goOn() {
        halted = null;
    }

    @Override
    public Instant instant() {
        Instant still = halted;
        return still == null ? base.instant().plus(offset) : still;
    }
}
