package org.chipigateway.purchase;

import java.time.Duration;
import java.time.Instant;

/**
 * How long nothing may be concluded from an absence, because a send may still be under way.
 *
 * @param since from when on this process has watched the silence itself
 * @param until its end, by the time of day
 * @param lived how much of it this process must have lived through, by the monotonic clock
 */
record QuietTime(Moment since, Instant until, Duration lived) {

    /** One whose beginning this process has seen. */
    QuietTime(Moment since, Instant until) {
        this(since, until, Duration.between(since.at(), until));
    }

    /** By both clocks: one that was set forward shortens nothing. */
    boolean isOverAt(Moment moment) {
        return !moment.at().isBefore(until) && livedUntil(moment) >= lived.toNanos();
    }

    /** When it is over for sure, by the time of day as it is now. */
    Instant endSeenFrom(Moment now) {
        long left = lived.toNanos() - livedUntil(now);
        Instant monotonic = now.at().plusNanos(left);
        return monotonic.isAfter(until) ? monotonic : until;
    }

    private long livedUntil(Moment moment) {
        return moment.nanos() - since.nanos();
    }
}
