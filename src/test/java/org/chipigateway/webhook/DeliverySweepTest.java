package org.chipigateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import org.chipigateway.purchase.PurchaseFailure;
import org.junit.jupiter.api.Test;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;

/** While the store is in trouble: it tells of that itself, once a minute. A job that fails is logged with its stack each time. */
class DeliverySweepTest {
    private final Inbox inbox = new Inbox();
    private final Deliveries deliveries = new Deliveries(inbox, null, null, () -> Instant.EPOCH);

    @Test
    void anInboxThatCannotBeReadIsNoFailureOfTheJob() {
        // given
        inbox.readable = false;

        // then
        swept().assertCompleted();
    }

    @Test
    void whatTheStoreCannotDoIsNotTriedForEachDelivery() {
        // when
        swept().assertCompleted();

        // then
        assertThat(inbox.writes).isEqualTo(1);
    }

    private UniAssertSubscriber<Void> swept() {
        return deliveries.sweep().subscribe().withSubscriber(UniAssertSubscriber.create());
    }

    /** Three deliveries are due, and nothing can be written. */
    private static final class Inbox implements DeliveryInbox, DeliveryRecords {
        private boolean readable = true;
        private int writes;

        @Override
        public <T> Uni<T> write(Function<DeliveryTransaction, T> work) {
            writes++;
            return Uni.createFrom().failure(new PurchaseFailure.StoreUnavailable(new IllegalStateException("full")));
        }

        @Override
        public <T> Uni<T> read(Function<DeliveryRecords, T> query) {
            return readable
                    ? Uni.createFrom().item(query.apply(this))
                    : Uni.createFrom()
                            .failure(new PurchaseFailure.StoreUnavailable(new IllegalStateException("hangs")));
        }

        @Override
        public Optional<Delivery> delivery(String id) {
            return Optional.empty();
        }

        @Override
        public List<String> naming(Collection<String> names) {
            return List.of();
        }

        @Override
        public List<String> due(Instant now, int limit) {
            return List.of("one", "two", "three");
        }

        @Override
        public long openSince(Instant before) {
            return 0;
        }

        @Override
        public List<String> oldestOpenSince(Instant before, int limit) {
            return List.of();
        }
    }
}
