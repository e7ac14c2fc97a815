package org.chipigateway.purchase;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.chipigateway.chipi.Timers;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
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
    private final DrainTime drain;
    private final Set<Runnable> waits = ConcurrentHashMap.newKeySet();
    private volatile Runnable whenNone = () -> {
    };
    private volatile boolean ended;

    PurchaseWait(PurchaseStore store, EventPublisher publisher, Timers timers, Audience audience, DrainTime drain) {
        this.store = store;
        this.publisher = publisher;
        this.timers = timers;
        this.audience = audience;
        this.drain = drain;
    }

    /** @return the purchase as it is then, whether it came to it or not */
    Uni<Purchase> until(Predicate<Purchase> wanted, String transactionHash, Duration atMost) {
        if (atMost.isZero() || ended) {
            return read(transactionHash);
        }
        return Uni.createFrom().<Void>emitter(emitter -> watch(wanted, transactionHash, atMost, emitter))
                .chain(() -> read(transactionHash));
    }

    /** Whoever still waits when the process is about to end is told what is known. */
    void endAll(@Observes @Priority(DrainTime.WAITS) ShutdownDelayInitiatedEvent asked) throws InterruptedException {
        CountDownLatch none = new CountDownLatch(1);
        whenNone = none::countDown;
        if (!waits.isEmpty()) {
            none.await(drain.leftOf(DrainTime.WAITS_SHARE).toNanos(), TimeUnit.NANOSECONDS);
        }
        ended = true;
        waits.forEach(Runnable::run);
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
        waits.add(finish);
        if (ended) {
            finish.run();
        }
        emitter.onTermination(() -> {
            waits.remove(finish);
            if (waits.isEmpty()) {
                whenNone.run();
            }
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
