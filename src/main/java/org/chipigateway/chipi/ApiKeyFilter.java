package org.chipigateway.chipi;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;

/**
 * A page that believes it is in DEV must not spend: a sent {@code x-api-key} has to be the configured one. Holds for
 * every matched route but Chipi's own deliveries, so that no spelling of a path slips past.
 */
@Provider
class ApiKeyFilter implements ContainerRequestFilter {

    private static final String WEBHOOKS = "webhooks/";

    private final Instance<ChipiConfig> config;

    /** Filters are made while the image is built, when nothing is configured yet. */
    ApiKeyFilter(Instance<ChipiConfig> config) {
        this.config = config;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        List<String> sent = request.getHeaders().get(ChipiApi.API_KEY);
        if (sent == null || request.getUriInfo().getPath().replaceFirst("^/+", "").startsWith(WEBHOOKS)) {
            return;
        }
        byte[] expected = config.get().publicKey().strip().getBytes(StandardCharsets.UTF_8);
        for (String key : sent) {
            if (!MessageDigest.isEqual(expected, key.getBytes(StandardCharsets.UTF_8))) {
                throw new ApiKeyMismatch();
            }
        }
    }
}
