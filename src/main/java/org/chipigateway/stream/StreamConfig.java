package org.chipigateway.stream;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How many streams there may be and how long they live; the variables are {@code GATEWAY_…}. */
@ConfigMapping(prefix = "gateway")
public interface StreamConfig {

    /** Open streams in all. */
    @WithDefault("20000")
    int streamsMax();

    /** Open streams of one owner. */
    @WithDefault("100")
    int streamsPerCaller();

    /** After this long, less up to a fifth, a stream is completed; its reader resumes by id. */
    @WithDefault("10m")
    Duration streamMaxLife();
}
