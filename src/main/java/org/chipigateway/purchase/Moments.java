package org.chipigateway.purchase;

import java.time.InstantSource;

import jakarta.enterprise.context.ApplicationScoped;

import org.chipigateway.chipi.MonotonicClock;

/** Reads both clocks at once. */
@ApplicationScoped
class Moments {
    private final InstantSource clock;
    private final MonotonicClock monotonic;

    Moments(InstantSource clock, MonotonicClock monotonic) {
        this.clock = clock;
        this.monotonic = monotonic;
    }

    Moment now() {
        return new Moment(clock.instant(), monotonic.nanos());
    }
}
