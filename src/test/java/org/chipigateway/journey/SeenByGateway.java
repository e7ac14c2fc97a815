package org.chipigateway.journey;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;

/** Only in tests: tells whom the gateway takes for the caller, and which address for its own. */
@ApplicationScoped
public class SeenByGateway {

    static final String PATH = "/test/seen-by-gateway";

    void add(@Observes Router router) {
        router.get(PATH).handler(http -> {
            HttpServerRequest request = http.request();
            http.end(request.remoteAddress().host() + " " + request.absoluteURI());
        });
    }
}
