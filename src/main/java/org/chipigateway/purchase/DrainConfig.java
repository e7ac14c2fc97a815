package org.chipigateway.purchase;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How the gateway ends; the variable is {@code GATEWAY_DRAIN_TIME}. */
@ConfigMapping(prefix = "gateway")
public interface DrainConfig {

    /** In this time, from when it is asked to, the process ends. */
    @WithDefault("20s")
    Duration drainTime();
}
