package org.chipigateway.chipi;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;

/**
 * Bounds one request and its answer as a whole. Vert.x's own time-out ends with the answer's first line, so a body that
 * stalls or drips would never end; and its body buffer knows no limit.
 */
final class ExchangeLimits implements Consumer<HttpClientRequest> {

    private static final long CANCELLED = 0x8;

    private final Vertx vertx;
    private final Duration time;
    private final long bytes;

    ExchangeLimits(Vertx vertx, Duration time, long bytes) {
        this.vertx = vertx;
        this.time = time;
        this.bytes = bytes;
    }

    /** Called when the connection stands and before anything is sent. */
    @Override
    public void accept(HttpClientRequest request) {
        // Whoever made the call learns of every failure by it; without a handler Vert.x logs each as an error too.
        request.exceptionHandler(failure -> {
        });
        // Quarkus has armed the time-out for getting a connection here as well.
        request.idleTimeout(time.toMillis());
        long timer = vertx.setTimer(time.toMillis(), fired -> request.reset(CANCELLED, new AnswerTooSlow()));
        request.response().onComplete(answer -> {
            if (answer.failed()) {
                vertx.cancelTimer(timer);
                return;
            }
            HttpClientResponse response = answer.result();
            AtomicLong received = new AtomicLong();
            response.handler(chunk -> {
                if (received.addAndGet(chunk.length()) > bytes) {
                    request.reset(CANCELLED, new AnswerTooLarge());
                }
            });
            response.end().onComplete(ended -> vertx.cancelTimer(timer));
        });
    }

    static final class AnswerTooSlow extends RuntimeException {
        AnswerTooSlow() {
            super("The answer did not end in time", null, false, false);
        }
    }

    static final class AnswerTooLarge extends RuntimeException {
        AnswerTooLarge() {
            super("The answer is too large", null, false, false);
        }
    }
}
