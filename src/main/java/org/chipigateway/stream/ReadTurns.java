package org.chipigateway.stream;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;

import org.chipigateway.purchase.PurchaseFailure;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;

/**
 * What streams read of the store, a few at a time: when thousands of readers come back at once they wait here, not in the store's own
 * queue, where each purchase would wait behind them and which refuses what is too long for it.
 */
@ApplicationScoped
class ReadTurns {
    private static final int AT_ONCE = 32;
    private static final int LONGEST_LINE = 50_000;
    /** Longer than that a reader is better told to come back. */
    private static final long PATIENCE_NANOS = Duration.ofSeconds(15).toNanos();

    private final Queue<Runnable> line = new ArrayDeque<>();
    private int reading;
    private boolean serving;

    /** A read that is cancelled while it waits is begun all the same, and cancelled then: so each gives its turn back once. */
    <T> Uni<T> inTurn(Supplier<Uni<T>> read) {
        return inTurn(read, () -> false);
    }

    /** @param unwanted whether nobody waits for it any more */
    <T> Uni<T> inTurn(Supplier<Uni<T>> read, BooleanSupplier unwanted) {
        long askedNanos = System.nanoTime();
        return Uni.createFrom().emitter(answer -> enter(() -> {
            boolean late = System.nanoTime() - askedNanos > PATIENCE_NANOS;
            if (late || unwanted.getAsBoolean()) {
                leave();
                answer.fail(new PurchaseFailure.StoreUnavailable(new TimeoutException("No turn came in time")));
                return;
            }
            Cancellable underWay = Uni.createFrom().deferred(read::get).onTermination().invoke(this::leave).subscribe()
                    .with(answer::complete, answer::fail);
            answer.onTermination(underWay::cancel);
        }, answer::fail));
    }

    private void enter(Runnable begin, Consumer<Throwable> refuse) {
        boolean refused;
        synchronized (this) {
            refused = line.size() >= LONGEST_LINE;
            if (!refused) {
                line.add(begin);
            }
        }
        if (refused) {
            refuse.accept(new PurchaseFailure.StoreUnavailable(new IllegalStateException("Too many streams wait")));
        } else {
            serve();
        }
    }

    private void leave() {
        synchronized (this) {
            reading--;
        }
        serve();
    }

    /**
     * One thread at a time, and not from within a read that it has begun: where the store refuses at once, each would begin the next
     * on top of its own stack.
     */
    private void serve() {
        for (Runnable next = next(); next != null; next = next()) {
            try {
                next.run();
            } finally {
                synchronized (this) {
                    serving = false;
                }
            }
        }
    }

    private synchronized Runnable next() {
        if (serving || reading == AT_ONCE || line.isEmpty()) {
            return null;
        }
        serving = true;
        reading++;
        return line.remove();
    }
}
