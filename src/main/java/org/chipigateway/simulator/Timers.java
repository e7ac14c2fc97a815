package org.chipigateway.simulator;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.vertx.core.Vertx;

/** Delays on the simulator's event loop, all ended with it. */
final class Timers {
    private final Vertx vertx;
    private final Set<Long> pending = ConcurrentHashMap.newKeySet();

    Timers(Vertx vertx) {
        this.vertx = vertx;
    }

    void after(Duration delay, Runnable action) {
        long millis = delay.toMillis();
        if (millis < 1) {
            vertx.runOnContext(ignored -> action.run());
            return;
        }
        pending.add(vertx.setTimer(millis, id -> {
            pending.remove(id);
            action.run();
        }));
    }

    void cancelAll() {
        pending.forEach(vertx::cancelTimer);
        pending.clear();
    }
}
