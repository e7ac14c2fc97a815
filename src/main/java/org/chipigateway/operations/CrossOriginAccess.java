package org.chipigateway.operations;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.vertx.http.runtime.security.SecurityHandlerPriorities;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.CorsHandler;

/**
 * Lets pages of other origins read what the API answers. The headers are put on the response before anything else happens to the
 * request, so that refusals and streams carry them too.
 *
 * <p>
 * Not Quarkus's own filter: that one answers 403 to our own page behind a proxy that ends TLS, whose origin it takes for a foreign
 * one, and it sends no {@code Vary}. Here an origin that isn't listed gets no header, which is all that its browser needs to keep
 * the answer from the page; only its preflight is refused. There is nothing to protect beyond that: no cookie is ever read, and a
 * bearer needs a preflight.
 */
@ApplicationScoped
class CrossOriginAccess {

    private static final int BEFORE_AUTHENTICATION = -SecurityHandlerPriorities.CORS;
    private static final int PREFLIGHT_SECONDS = 3600;
    private static final Set<HttpMethod> METHODS = Set.of(HttpMethod.GET, HttpMethod.POST);
    private static final Set<String> REQUEST_HEADERS = Set.of("Authorization", "Content-Type", "Accept",
            "Idempotency-Key", "Prefer", "Last-Event-ID", "If-None-Match", "Cache-Control", "x-api-key");
    private static final Set<String> EXPOSED = Set.of("Location", "Link", "ETag", "Retry-After",
            "Idempotent-Replayed", "Preference-Applied", "RateLimit", "RateLimit-Policy");

    /** By origin: where Vert.x knows one only, it leaves {@code Vary} to us. */
    private final Map<String, CorsHandler> listed;

    CrossOriginAccess(EdgeConfig config) {
        this.listed = config.corsOrigins().orElse(List.of()).stream().map(CrossOriginAccess::asBrowsersWriteIt)
                .distinct().collect(Collectors.toUnmodifiableMap(origin -> origin, CrossOriginAccess::handler));
    }

    void add(@Observes Router router) {
        if (!listed.isEmpty()) {
            router.route("/v1/*").order(BEFORE_AUTHENTICATION).handler(this::handle);
        }
    }

    private void handle(RoutingContext http) {
        // Also where no origin was sent: a cache must not give that answer to a page, which could not read it.
        http.response().putHeader("Vary", "Origin");
        String origin = http.request().getHeader(HttpHeaders.ORIGIN);
        CorsHandler handler = origin == null ? null : listed.get(origin);
        if (handler != null) {
            handler.handle(http);
        } else if (origin != null && isPreflight(http.request())) {
            http.response().setStatusCode(403).end();
        } else {
            http.next();
        }
    }

    private static CorsHandler handler(String origin) {
        return CorsHandler.create().addOrigin(origin).allowedMethods(METHODS).allowedHeaders(REQUEST_HEADERS)
                .exposedHeaders(EXPOSED).maxAgeSeconds(PREFLIGHT_SECONDS);
    }

    private static boolean isPreflight(HttpServerRequest request) {
        return request.method() == HttpMethod.OPTIONS
                && request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
    }

    /** In lower case and without the scheme's own port. */
    private static String asBrowsersWriteIt(String configured) {
        URI origin = URI.create(configured.strip());
        String scheme = origin.getScheme().toLowerCase(Locale.ROOT);
        boolean itsOwnPort = origin.getPort() < 0 || origin.getPort() == (scheme.equals("https") ? 443 : 80);
        return scheme + "://" + origin.getHost().toLowerCase(Locale.ROOT) + (itsOwnPort ? "" : ":" + origin.getPort());
    }
}
