package org.chipigateway.purchase;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

import jakarta.enterprise.context.ApplicationScoped;

import org.chipigateway.chipi.Timers;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;

/** Waits, holding no thread, until a purchase is as its caller wants it, or until the caller's time is up. */
@ApplicationScoped
class PurchaseWait {
    private final PurchaseStore store;
    private final EventPublisher publisher;
    private final Timers timers;
    private final Audience audience;

    PurchaseWait(PurchaseStore store, EventPublisher publisher, Timers timers, Audience audience) {
        this.store = store;
        this.publisher = publisher;
        this.timers = timers;
        this.audience = audience;
    }

    /** @return the purchase as it is then, whether it came to it or not */
    Uni<Purchase> until(Predicate<Purchase> wanted, String transactionHash, Duration atMost) {
        if (atMost.isZero()) {
            return read(transactionHash);
        }
        return Uni.createFrom().<Void>emitter(emitter -> watch(wanted, transactionHash, atMost, emitter))
                .chain(() -> read(transactionHash));
    }

    private void watch(Predicate<Purchase> wanted, String transactionHash, Duration atMost,
            UniEmitter<? super Void> emitter) {
        AtomicBoolean over = new AtomicBoolean();
        Runnable finish = () -> {
            if (over.compareAndSet(false, true)) {
                emitter.complete(null);
            }
        };
        // First subscribe, then look: what is committed in between is seen by one of the two.
        Cancellable watching = publisher.watch(transactionHash, change -> {
            if (wanted.test(change.purchase())) {
                finish.run();
            }
        });
        Cancellable timer = timers.after(atMost, finish);
        Cancellable waiting = audience.waits(transactionHash);
        emitter.onTermination(() -> {
            waiting.cancel();
            watching.cancel();
            timer.cancel();
        });
        read(transactionHash).subscribe().with(purchase -> {
            if (wanted.test(purchase)) {
                finish.run();
            }
        }, failure -> finish.run());
    }

    private Uni<Purchase> read(String transactionHash) {
        return store.read(records -> records.byHash(transactionHash).orElseThrow(PurchaseFailure.NotFound::new));
    }
}
