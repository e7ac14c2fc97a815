package org.chipigateway.operations;

import java.util.List;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;

/** Who stands before the gateway; the variables are {@code GATEWAY_CORS_ORIGINS} and {@code GATEWAY_TRUSTED_PROXIES}. */
@ConfigMapping(prefix = "gateway")
public interface EdgeConfig {

    /** Exact origins such as {@code https://shop.example}; none: no answer says a word about CORS. */
    Optional<List<String>> corsOrigins();

    /** Addresses and ranges. Quarkus is told of them before any bean is there; nobody reads them here. */
    Optional<List<String>> trustedProxies();
}
