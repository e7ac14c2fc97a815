package org.chipigateway.purchase;

import java.time.Duration;
import java.time.Instant;

/**
 * How long nothing may be concluded from an absence, because a send may still be under way.
 *
 * @param since from when on this process has watched the silence itself
 * @param until its end, by the time of day
 */
record QuietTime(Moment since, Instant until) {

    /** By both clocks: one that was set forward shortens nothing. */
    boolean isOverAt(Moment moment) {
        return !moment.at().isBefore(until) && lived(moment) >= Duration.between(since.at(), until).toNanos();
    }

    /** When it is over for sure, by the time of day as it is now. */
    Instant endSeenFrom(Moment now) {
        long left = Duration.between(since.at(), until).toNanos() - lived(now);
        Instant monotonic = now.at().plusNanos(left);
        return monotonic.isAfter(until) ? monotonic : until;
    }

    private long lived(Moment moment) {
        return moment.nanos() - since.nanos();
    }
}
