package org.chipigateway.stream;

import java.time.Duration;
import java.util.random.RandomGenerator;

import jakarta.enterprise.context.ApplicationScoped;

/** How long a stream lives and how soon its reader shall come back: each a little different, so that they don't come all at once. */
@ApplicationScoped
class StreamPace {
    /** A connection that broke by itself. */
    static final long RETRY_MILLIS = 2_000;

    private final StreamConfig config;
    private final RandomGenerator random;

    StreamPace(StreamConfig config, RandomGenerator random) {
        this.config = config;
        this.random = random;
    }

    /** From four fifths of the longest life to all of it. */
    Duration life() {
        long longest = config.streamMaxLife().toMillis();
        return Duration.ofMillis(longest - random.nextLong(longest / 5 + 1));
    }

    /** Of a stream that we end. */
    long retryMillis() {
        return random.nextLong(1_000, 5_001);
    }
}
