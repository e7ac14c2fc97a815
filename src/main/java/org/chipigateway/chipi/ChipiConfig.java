package org.chipigateway.chipi;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How to reach Chipi; the variables are {@code CHIPI_…}. */
@ConfigMapping(prefix = "chipi")
public interface ChipiConfig {

    /** Where the API lives, with its version: {@code https://api.chipipay.com/v1}. */
    @WithDefault("https://api.chipipay.com/v1")
    String baseUrl();

    /** The API key of the one account that this gateway serves: {@code pk_dev_…} or {@code pk_prod_…}. */
    String publicKey();

    /** How many requests Chipi takes from this API key in any minute. */
    @WithDefault("100")
    int requestsPerMinute();

    /** How long after a send a hash may not be sent again. */
    @WithDefault("60s")
    Duration quietTime();
}
