package org.chipigateway.store;

import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.chipigateway.purchase.PurchaseFailure;

import io.smallrye.mutiny.Uni;

/** Threads that may wait for the database, and the bounded queue before them. */
final class StoreQueue {
    private static final int LONGEST = 2_000;

    private final ThreadPoolExecutor threads;
    private final StoreTroubles troubles;
    private final LongSupplier nanoTime;
    private final Set<StoreTask<?>> unanswered = ConcurrentHashMap.newKeySet();

    StoreQueue(String name, int threads, StoreTroubles troubles, LongSupplier nanoTime) {
        this.threads = new ThreadPoolExecutor(threads, threads, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(LONGEST),
                task -> new Thread(task, name));
        this.troubles = troubles;
        this.nanoTime = nanoTime;
    }

    /** Fails with {@link PurchaseFailure.StoreUnavailable} where the queue is full, or as {@link StoreTask} says. */
    <T> Uni<T> ask(StoreTask.Work<T> work) {
        return Uni.createFrom().emitter(asker -> {
            StoreTask<T> task = new StoreTask<>(work, asker, troubles, nanoTime);
            unanswered.add(task);
            try {
                threads.execute(() -> {
                    task.run();
                    unanswered.remove(task);
                });
            } catch (RejectedExecutionException full) {
                unanswered.remove(task);
                asker.fail(new PurchaseFailure.StoreUnavailable(full));
            }
        });
    }

    /** To be called again and again. */
    void giveUpWhatIsOverdue() {
        long nowNanos = nanoTime.getAsLong();
        unanswered.removeIf(task -> task.giveUpIfOverdue(nowNanos));
    }

    boolean inTrouble() {
        return troubles.met();
    }

    void shutdown() {
        threads.shutdown();
    }

    boolean awaitTermination(long seconds) throws InterruptedException {
        return threads.awaitTermination(seconds, TimeUnit.SECONDS);
    }
}
