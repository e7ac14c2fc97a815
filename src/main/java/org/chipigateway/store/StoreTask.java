package org.chipigateway.store;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

import org.chipigateway.purchase.PurchaseFailure;

import io.smallrye.mutiny.subscription.UniEmitter;

/**
 * One piece of work on its way through a queue of the store. Whoever asked for it hears of it in bounded time: a task that could not
 * be begun in time is never run, and one that takes too long is answered with "the store can't say" while it goes on.
 */
final class StoreTask<T> implements Runnable {
    static final Duration BEGINS_WITHIN = Duration.ofSeconds(5);
    static final Duration ANSWERED_WITHIN = Duration.ofSeconds(8);

    /** What is to be done. */
    interface Work<T> {
        /** @param patience what is left of the time in which it may begin */
        T run(Duration patience) throws SQLException;
    }

    private final Work<T> work;
    private final UniEmitter<? super T> asker;
    private final StoreTroubles troubles;
    private final LongSupplier nanoTime;
    private final long askedNanos;
    /** Either its thread or its end takes it out of the queue, never both: what was given up must not happen later. */
    private final AtomicBoolean taken = new AtomicBoolean();
    private volatile boolean over;

    StoreTask(Work<T> work, UniEmitter<? super T> asker, StoreTroubles troubles,
            LongSupplier nanoTime) {
        this.work = work;
        this.asker = asker;
        this.troubles = troubles;
        this.nanoTime = nanoTime;
        this.askedNanos = nanoTime.getAsLong();
    }

    @Override
    public void run() {
        Duration patience = BEGINS_WITHIN.minusNanos(nanoTime.getAsLong() - askedNanos);
        if (patience.isNegative()) {
            giveUp();
        }
        if (!taken.compareAndSet(false, true)) {
            return;
        }
        try {
            T result = work.run(patience);
            troubles.over();
            asker.complete(result);
        } catch (SQLException unavailable) {
            troubles.met(unavailable);
            asker.fail(new PurchaseFailure.StoreUnavailable(unavailable));
        } catch (RuntimeException | Error failed) {
            asker.fail(failed);
        } finally {
            over = true;
        }
    }

    /** @return whether nothing is left to tell */
    boolean giveUpIfOverdue(long nowNanos) {
        long waited = nowNanos - askedNanos;
        if (waited > BEGINS_WITHIN.toNanos()) {
            giveUp();
        }
        if (!over && waited > ANSWERED_WITHIN.toNanos()) {
            over = true;
            tellUnavailable("The store has not ended what it began within " + ANSWERED_WITHIN.toSeconds() + " s");
        }
        return over;
    }

    private void giveUp() {
        if (taken.compareAndSet(false, true)) {
            over = true;
            tellUnavailable("The store could not begin within " + BEGINS_WITHIN.toSeconds() + " s");
        }
    }

    private void tellUnavailable(String why) {
        troubles.slow(why);
        asker.fail(new PurchaseFailure.StoreUnavailable(new TimeoutException(why)));
    }
}
