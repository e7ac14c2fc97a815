package org.chipigateway.problem;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.vertx.http.runtime.RouteConstants;
import io.vertx.ext.web.Router;

/** The ends of the public router: the body's limit before every route, and a problem after the last. */
@ApplicationScoped
class ProblemRoutes {

    private static final int BEFORE_QUARKUS_OWN_LIMIT = RouteConstants.ROUTE_ORDER_UPLOAD_LIMIT - 1;
    /** Quarkus adds a failure handler as the last route, which answers in HTML, text or a JSON of its own. */
    private static final int BEFORE_QUARKUS_OWN_ANSWER = Integer.MAX_VALUE - 1;

    void add(@Observes Router router, BodyLimit limit, ProblemAnswers answers) {
        router.route().order(BEFORE_QUARKUS_OWN_LIMIT).handler(limit::announced);
        router.route().order(BEFORE_QUARKUS_OWN_ANSWER).handler(http -> answers.answer(http, null, 404))
                .failureHandler(http -> answers.answer(http, http.failure(), http.statusCode()));
    }
}
