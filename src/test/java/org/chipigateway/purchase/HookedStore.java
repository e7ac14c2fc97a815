package org.chipigateway.purchase;

import java.time.Duration;
import java.util.function.Function;

import io.smallrye.mutiny.Uni;

/** The real store, with something coming between a decision and its transaction, or failing around the n-th write. */
final class HookedStore implements PurchaseStore {

    enum Trouble {
        /** Nothing of the write was done. */
        ROLLED_BACK,
        /** All of the write was done, but who asked for it never hears of it. */
        ANSWER_LOST
    }

    private final PurchaseStore store;
    private Runnable beforeNextWrite;
    private Duration delay;
    private Trouble trouble;
    private int troubleIn;

    HookedStore(PurchaseStore store) {
        this.store = store;
    }

    void beforeNextWrite(Runnable action) {
        beforeNextWrite = action;
    }

    /** The next write is committed at once and told so late, in real time. */
    void delayNextAnswer(Duration by) {
        delay = by;
    }

    /** @param number of the write from now on, 1 for the next */
    void failWrite(int number, Trouble how) {
        troubleIn = number;
        trouble = how;
    }

    @Override
    public <T> Uni<T> write(Function<PurchaseTransaction, T> work) {
        return Uni.createFrom().deferred(() -> {
            Runnable before = beforeNextWrite;
            beforeNextWrite = null;
            if (before != null) {
                before.run();
            }
            if (delay != null) {
                Duration by = delay;
                delay = null;
                return store.write(work).onItem().delayIt().by(by);
            }
            if (troubleIn == 0 || --troubleIn > 0) {
                return store.write(work);
            }
            Uni<T> failing = Uni.createFrom().failure(new PurchaseFailure.StoreUnavailable(null));
            return trouble == Trouble.ROLLED_BACK ? failing : store.write(work).chain(() -> failing);
        });
    }

    @Override
    public <T> Uni<T> read(Function<PurchaseRecords, T> query) {
        return store.read(query);
    }
}
