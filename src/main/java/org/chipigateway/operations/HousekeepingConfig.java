package org.chipigateway.operations;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What is kept for how long; the variable is {@code GATEWAY_RETENTION}. */
@ConfigMapping(prefix = "gateway")
public interface HousekeepingConfig {

    /** How long a purchase is kept after it has settled; its key is known for as long. */
    @WithDefault("400d")
    Duration retention();
}
