package org.chipigateway.purchase;

import java.time.Duration;
import java.time.Instant;

import org.chipigateway.chipi.MonotonicClock;

/**
 * One moment on both clocks. The time of day can be set, and then it tells of an hour that nobody lived through; so where money
 * hangs on how long something has lasted, both clocks must say so.
 *
 * @param at the time of day
 * @param nanos the reading of {@link MonotonicClock}: worth something only within one process
 */
record Moment(Instant at, long nanos) {

    boolean isAfter(Moment earlier, Duration byAtLeast) {
        return !at.isBefore(earlier.at.plus(byAtLeast)) && nanos - earlier.nanos >= byAtLeast.toNanos();
    }
}
