package org.chipigateway.operations;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.chipigateway.chipi.MonotonicClock;
import org.jboss.logging.Logger;

/**
 * The time of day, for those who delete what is old. A clock that is a year ahead, because the machine has just started or somebody
 * set it, makes everything old, and with a purchase goes the memory that it was made; so the time counts only when this process has
 * seen it run like the monotonic clock for an hour.
 */
@ApplicationScoped
class SteadyTime {
    static final Duration STEADY_FOR = Duration.ofHours(1);
    private static final Duration TOLERANCE = Duration.ofMinutes(1);
    private static final Logger LOG = Logger.getLogger(SteadyTime.class);

    private final InstantSource clock;
    private final MonotonicClock monotonic;
    private Instant since;
    private long sinceNanos;

    SteadyTime(InstantSource clock, MonotonicClock monotonic) {
        this.clock = clock;
        this.monotonic = monotonic;
        begin();
    }

    private void begin() {
        since = clock.instant();
        sinceNanos = monotonic.nanos();
    }

    /** Empty in a process's first hour, and in the one after the clock was set. To be asked more often than that. */
    synchronized Optional<Instant> now() {
        Instant now = clock.instant();
        Duration lived = Duration.ofNanos(monotonic.nanos() - sinceNanos);
        if (Duration.between(since, now).minus(lived).abs().compareTo(TOLERANCE) > 0) {
            LOG.warnf("The clock was set, or the machine slept: nothing old is deleted for %s", STEADY_FOR);
            begin();
            return Optional.empty();
        }
        return lived.compareTo(STEADY_FOR) < 0 ? Optional.empty() : Optional.of(now);
    }
}
