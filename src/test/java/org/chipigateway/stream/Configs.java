package org.chipigateway.stream;

import java.time.Duration;

/** Configurations to test with. */
final class Configs {
    private Configs() {
    }

    static StreamConfig streams(int most, int ofCaller, String maxLife) {
        return new StreamConfig() {
            @Override
            public int streamsMax() {
                return most;
            }

            @Override
            public int streamsPerCaller() {
                return ofCaller;
            }

            @Override
            public Duration streamMaxLife() {
                return Duration.parse("PT" + maxLife);
            }
        };
    }
}
