package org.chipigateway.chipi;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.arc.DefaultBean;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Vertx;

/** Timers on the event loop: they hold no thread while they wait. */
@ApplicationScoped
@DefaultBean
class VertxTimers implements Timers {
    private final Vertx vertx;

    VertxTimers(Vertx vertx) {
        this.vertx = vertx;
    }

    @Override
    public Cancellable after(Duration delay, Runnable action) {
        // Vert.x refuses a delay below 1 ms.
        long timer = vertx.setTimer(Math.max(1, delay.toMillis()), fired -> action.run());
        return () -> vertx.cancelTimer(timer);
    }
}
