package org.chipigateway.purchase;

import java.util.function.Function;

import org.junit.jupiter.api.Test;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;

class PurchaseRecoveryTest {

    /** It is tried again, and a job that fails is logged with its stack each time. */
    @Test
    void aStoreThatCannotBeReadIsNoFailureOfTheJob() {
        new PurchaseRecovery(new Unreadable(), null).sweep().subscribe().withSubscriber(UniAssertSubscriber.create())
                .assertCompleted();
    }

    private static final class Unreadable implements PurchaseStore {
        @Override
        public <T> Uni<T> write(Function<PurchaseTransaction, T> work) {
            return read(null);
        }

        @Override
        public <T> Uni<T> read(Function<PurchaseRecords, T> query) {
            return Uni.createFrom().failure(new PurchaseFailure.StoreUnavailable(new IllegalStateException("hangs")));
        }
    }
}
