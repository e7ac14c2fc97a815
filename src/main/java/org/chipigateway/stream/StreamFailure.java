package org.chipigateway.stream;

import java.time.Duration;

/** Why no stream was opened. Told with a status to those who come with a bearer; {@code EventSource} would give up for good. */
public abstract class StreamFailure extends RuntimeException {
    /** Streams end all the time. */
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    StreamFailure(String message) {
        super(message, null, false, false);
    }

    /** When to come back. */
    public Duration retryAfter() {
        return RETRY_AFTER;
    }

    /** The owner has as many open streams as one may have. */
    public static final class TooManyOfCaller extends StreamFailure {
        TooManyOfCaller(int most) {
            super("You have " + most + " open streams, and that is the most");
        }
    }

    /** All owners together have as many as the gateway keeps open. */
    public static final class TooManyInAll extends StreamFailure {
        TooManyInAll() {
            super("As many streams are open as the gateway keeps open");
        }
    }

    /** The gateway is about to end. */
    public static final class Draining extends StreamFailure {
        Draining() {
            super("The gateway is about to end; another one takes over");
        }
    }
}
