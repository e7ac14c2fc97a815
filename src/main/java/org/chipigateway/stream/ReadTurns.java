package org.chipigateway.stream;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;

import org.chipigateway.purchase.PurchaseFailure;

import io.smallrye.mutiny.Uni;

/**
 * What streams read of the store, a few at a time: when thousands of readers come back at once they wait here, not in the store's own
 * queue, where each purchase would wait behind them and which refuses what is too long for it.
 */
@ApplicationScoped
class ReadTurns {
    private static final int AT_ONCE = 32;
    private static final int LONGEST_LINE = 50_000;

    private final Queue<Runnable> line = new ArrayDeque<>();
    private int reading;

    <T> Uni<T> inTurn(Supplier<Uni<T>> read) {
        return Uni.createFrom().<Void>emitter(turn -> enter(() -> turn.complete(null), turn::fail))
                .chain(turn -> Uni.createFrom().deferred(read::get).onTermination().invoke(this::leave));
    }

    private void enter(Runnable begin, java.util.function.Consumer<Throwable> refuse) {
        boolean refused = false;
        synchronized (this) {
            if (reading == AT_ONCE) {
                refused = line.size() >= LONGEST_LINE;
                if (!refused) {
                    line.add(begin);
                    return;
                }
            } else {
                reading++;
            }
        }
        if (refused) {
            refuse.accept(new PurchaseFailure.StoreUnavailable(new IllegalStateException("Too many streams wait")));
        } else {
            begin.run();
        }
    }

    private void leave() {
        Runnable next;
        synchronized (this) {
            next = line.poll();
            if (next == null) {
                reading--;
            }
        }
        if (next != null) {
            next.run();
        }
    }
}
