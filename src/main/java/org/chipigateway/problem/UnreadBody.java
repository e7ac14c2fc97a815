package org.chipigateway.problem;

import java.util.concurrent.atomic.AtomicLong;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/**
 * What is left of a body that was refused. A connection closed upon unread bytes is reset, and a caller who writes before
 * reading then never sees the answer; so it is read and dropped for a while before the connection goes.
 */
final class UnreadBody {

    static final long MOST_BYTES = 8L << 20;
    private static final long MOST_MILLIS = 5_000;

    private UnreadBody() {
    }

    /** Once the answer is written. */
    static void drop(RoutingContext http) {
        HttpServerRequest request = http.request();
        http.addEndHandler(answered -> {
            if (!request.isEnded()) {
                drop(http.vertx(), request);
            }
        });
    }

    private static void drop(Vertx vertx, HttpServerRequest request) {
        AtomicLong dropped = new AtomicLong();
        long patience = vertx.setTimer(MOST_MILLIS, over -> request.connection().close());
        request.exceptionHandler(gone -> vertx.cancelTimer(patience));
        request.endHandler(end -> vertx.cancelTimer(patience));
        request.handler(chunk -> {
            if (dropped.addAndGet(chunk.length()) > MOST_BYTES) {
                request.connection().close();
            }
        });
        request.resume();
    }
}
