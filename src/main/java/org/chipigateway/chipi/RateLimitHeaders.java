package org.chipigateway.chipi;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/**
 * Says on each answer of the API what is left of the budget, as the IETF's draft of {@code RateLimit} fields has it. Written when
 * an answer's head leaves, so that streams and problems have it, too.
 */
@ApplicationScoped
class RateLimitHeaders {
    private static final String API = "/v1/";
    private static final int BEFORE_ROUTES = 100;

    private final RequestBudget budget;

    RateLimitHeaders(RequestBudget budget) {
        this.budget = budget;
    }

    void register(@Observes Filters filters) {
        filters.register(this::addTo, BEFORE_ROUTES);
    }

    private void addTo(RoutingContext context) {
        if (context.request().path() != null && context.request().path().startsWith(API)) {
            HttpServerResponse response = context.response();
            context.addHeadersEndHandler(head -> {
                RequestBudget.Standing standing = budget.standing();
                response.putHeader("RateLimit-Policy",
                        "\"chipi\";q=" + standing.limit() + ";w=" + Places.WINDOW.toSeconds());
                response.putHeader("RateLimit",
                        "\"chipi\";r=" + standing.left() + ";t=" + (standing.resetIn().toMillis() + 999) / 1000);
            });
        }
        context.next();
    }
}
