package org.chipigateway.purchase;

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
    private Runnable afterNextWrite;
    private Trouble trouble;
    private int troubleIn;

    HookedStore(PurchaseStore store) {
        this.store = store;
    }

    void beforeNextWrite(Runnable action) {
        beforeNextWrite = action;
    }

    /** Between the next write's commit and the moment at which its caller is told. */
    void afterNextWrite(Runnable action) {
        afterNextWrite = action;
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
            if (afterNextWrite != null) {
                Runnable after = afterNextWrite;
                afterNextWrite = null;
                return store.write(work).invoke(after);
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
