package org.chipigateway.purchase;

import java.util.concurrent.atomic.AtomicReference;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;

/** Somebody's wish that Chipi be asked about a purchase now: answered or failed once, by the purchase's own steps. */
final class Check {
    private final AtomicReference<UniEmitter<? super Void>> asker = new AtomicReference<>();

    /** Begins {@code asking} when it is subscribed to; the item comes when Chipi has answered. */
    Uni<Void> answer(Runnable asking) {
        return Uni.createFrom().emitter(emitter -> {
            asker.set(emitter);
            asking.run();
        });
    }

    void answered() {
        UniEmitter<? super Void> waiting = asker.getAndSet(null);
        if (waiting != null) {
            waiting.complete(null);
        }
    }

    void failed(Throwable failure) {
        UniEmitter<? super Void> waiting = asker.getAndSet(null);
        if (waiting != null) {
            waiting.fail(failure);
        }
    }

    boolean isOver() {
        return asker.get() == null;
    }
}
