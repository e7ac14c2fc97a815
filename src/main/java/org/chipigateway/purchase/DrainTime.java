package org.chipigateway.purchase;

import java.time.Duration;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.chipigateway.chipi.MonotonicClock;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;

/**
 * The time from when the process is asked to end until it has ended, and who may take how much of it: first streams, then callers who
 * wait, then the steps of purchases. Each observes {@link ShutdownDelayInitiatedEvent}, in this order, while requests are still served;
 * Quarkus closes the server and the rest after that.
 */
@ApplicationScoped
public class DrainTime {
    public static final int STREAMS = 3000;
    public static final int WAITS = 3100;
    public static final int STEPS = 3200;
    private static final int FIRST = 1;

    /** Of the whole time: when the last stream is completed. */
    public static final double STREAMS_SHARE = 0.7;
    public static final double WAITS_SHARE = 0.75;
    /** The rest is for requests that are just being answered, and for the store. */
    public static final double STEPS_SHARE = 0.85;

    private final DrainConfig config;
    private final MonotonicClock clock;
    private volatile long askedAtNanos;

    DrainTime(DrainConfig config, MonotonicClock clock) {
        this.config = config;
        this.clock = clock;
    }

    void begin(@Observes @Priority(FIRST) ShutdownDelayInitiatedEvent asked) {
        askedAtNanos = clock.nanos();
    }

    /** What is left until this share of the whole time has passed; negative afterwards. */
    public Duration leftOf(double share) {
        long passed = clock.nanos() - askedAtNanos;
        return Duration.ofNanos((long) (config.drainTime().toNanos() * share) - passed);
    }
}
