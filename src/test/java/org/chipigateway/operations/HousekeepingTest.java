package org.chipigateway.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.chipigateway.identity.Owner;
import org.chipigateway.purchase.Purchase;
import org.chipigateway.purchase.PurchaseFailure;
import org.chipigateway.purchase.PurchaseRecords;
import org.chipigateway.purchase.PurchaseState;
import org.chipigateway.purchase.PurchaseStore;
import org.chipigateway.purchase.PurchaseTransaction;
import org.chipigateway.purchase.Purchases;
import org.chipigateway.simulator.SimulatorTestResource;
import org.chipigateway.webhook.Delivery;
import org.chipigateway.webhook.DeliveryInbox;
import org.chipigateway.webhook.Outcome;
import org.junit.jupiter.api.Test;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;

/** The jobs, over the real store; their purchases are older than anybody else's. */
@QuarkusTest
@WithTestResource(value = SimulatorTestResource.class, scope = TestResourceScope.MATCHING_RESOURCES)
class HousekeepingTest {
    private static final Instant OLD = Instant.parse("1980-03-10T18:00:00Z");
    private static final Duration KEPT = Duration.ofDays(400);
    private static final Instant NOW = OLD.plus(KEPT).plusMillis(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Inject
    PurchaseStore store;

    @Inject
    DeliveryInbox inbox;

    @Inject
    Scheduler scheduler;

    private final Owner owner = new Owner("https://issuer.test", "owner-" + UUID.randomUUID());

    @Test
    void deletesInSmallTransactionsWhatIsOldAndNothingElse() {
        // given
        List<Purchase> old = stored(2 * Retention.BATCH + 7, PurchaseState.SUCCESS, OLD);
        List<Purchase> kept = stored(3, PurchaseState.PENDING, OLD);
        kept.addAll(stored(3, PurchaseState.SUCCESS, OLD.plusMillis(1)));
        CountingStore counting = new CountingStore();

        // when
        new Retention(counting, () -> KEPT, steady(NOW)).run().await().atMost(PATIENCE);

        // then
        assertThat(left(old)).isEmpty();
        assertThat(left(kept)).hasSize(kept.size());
        assertThat(counting.writes).hasValue(3);
        delete(kept);
    }

    @Test
    void deletesNothingForAnHourAfterTheClockWasSet() {
        // given a gateway that has run for long, and one whose clock is set forward while it runs
        List<Purchase> old = stored(1, PurchaseState.SUCCESS, OLD);
        AtomicReference<Instant> clock = new AtomicReference<>(OLD);
        AtomicReference<Duration> lived = new AtomicReference<>(Duration.ZERO);
        SteadyTime time = new SteadyTime(clock::get, () -> lived.get().toNanos());
        Retention retention = new Retention(store, () -> KEPT, time);
        lived.set(SteadyTime.STEADY_FOR);
        clock.set(OLD.plus(SteadyTime.STEADY_FOR));
        assertThat(time.now()).contains(clock.get());

        // when
        clock.set(NOW);
        retention.run().await().atMost(PATIENCE);
        lived.set(lived.get().plus(SteadyTime.STEADY_FOR).minusMillis(1));
        clock.set(NOW.plus(SteadyTime.STEADY_FOR).minusMillis(1));
        retention.run().await().atMost(PATIENCE);

        // then
        assertThat(left(old)).hasSize(1);

        // when
        lived.set(lived.get().plusMillis(1));
        retention.run().await().atMost(PATIENCE);

        // then
        assertThat(left(old)).isEmpty();
    }

    /** It has been this time for long enough. */
    private static SteadyTime steady(Instant now) {
        AtomicReference<Duration> ago = new AtomicReference<>(SteadyTime.STEADY_FOR);
        SteadyTime time = new SteadyTime(() -> now.minus(ago.get()), () -> ago.get().negated().toNanos());
        ago.set(Duration.ZERO);
        return time;
    }

    @Test
    void twoAtOnceDeleteEachPurchaseOnce() {
        // given
        List<Purchase> old = stored(3 * Retention.BATCH, PurchaseState.FAILED, OLD);
        Retention retention = new Retention(store, () -> KEPT, steady(NOW));

        // when
        Uni.join().all(retention.run(), retention.run(), retention.run()).andFailFast().await().atMost(PATIENCE);

        // then
        assertThat(left(old)).isEmpty();
    }

    @Test
    void namesTheOldestOfTheDeliveriesThatFoundNoPurchase() {
        // given
        List<Delivery> deliveries = new ArrayList<>();
        for (Outcome outcome : Outcome.values()) {
            deliveries.add(delivery(outcome, OLD));
        }
        deliveries.add(delivery(Outcome.WAITING, OLD.plusMillis(1)));
        inbox.write(tx -> {
            deliveries.forEach(delivery -> tx.keep(delivery, Set.of("tx-" + delivery.id())));
            return null;
        }).await().atMost(PATIENCE);

        // then
        List<String> open = inbox.read(records -> records.oldestOpenSince(OLD.plusMillis(1), 10)).await()
                .atMost(PATIENCE);
        assertThat(open).containsExactlyInAnyOrderElementsOf(deliveries.stream()
                .filter(delivery -> delivery.outcome() == Outcome.NEW || delivery.outcome() == Outcome.WAITING)
                .limit(2).map(Delivery::id).toList());
        assertThat(inbox.read(records -> records.oldestOpenSince(OLD.plusMillis(1), 1)).await().atMost(PATIENCE))
                .hasSize(1);
        inbox.write(tx -> tx.deleteReceived(OLD.plusMillis(2), 100)).await().atMost(PATIENCE);
    }

    private static Delivery delivery(Outcome outcome, Instant at) {
        return new Delivery("delivery-" + UUID.randomUUID(), "sku-purchase.completed", "{}", at, 0, outcome, null, null,
                Instant.parse("2190-01-01T00:00:00Z"));
    }

    @Test
    void aStoreThatCannotSayFailsNoJob() {
        PurchaseStore broken = new BrokenStore();

        assertThatCode(() -> {
            new Retention(broken, () -> KEPT, steady(NOW)).run().await().atMost(PATIENCE);
            new PurchaseReports(broken, new Limits(), () -> NOW, new SimpleMeterRegistry()).run().await()
                    .atMost(PATIENCE);
        }).doesNotThrowAnyException();
    }

    @Test
    void countsWhatDoesNotGetOn() {
        // given
        List<Purchase> overdue = stored(2, PurchaseState.PENDING, OLD);
        Purchase unsure = Purchases.store(store, Purchases.submitting("unsure-" + UUID.randomUUID(), OLD));
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();

        // when
        PurchaseReports reports = new PurchaseReports(store, new Limits(),
                () -> OLD.plus(Duration.ofHours(24)).plusMillis(1), metrics);
        Uni.join().all(reports.run(), reports.run()).andFailFast().await().atMost(PATIENCE);

        // then
        assertThat(metrics.get("chipi_purchases_overdue").gauge().value()).isEqualTo(2);
        assertThat(metrics.get("chipi_purchases_unsure").gauge().value()).isEqualTo(1);

        // when
        delete(overdue);
        delete(List.of(unsure));
        reports.run().await().atMost(PATIENCE);

        // then
        assertThat(metrics.get("chipi_purchases_overdue").gauge().value()).isZero();
        assertThat(metrics.get("chipi_purchases_unsure").gauge().value()).isZero();
    }

    @Test
    void theJobsAreScheduled() {
        assertThat(scheduler.getScheduledJob("delete old purchases")).isNotNull();
        assertThat(scheduler.getScheduledJob("report overdue purchases")).isNotNull();
        assertThat(scheduler.getScheduledJob("report unmatched deliveries")).isNotNull();
    }

    private List<Purchase> stored(int count, PurchaseState state, Instant at) {
        return new ArrayList<>(IntStream.range(0, count)
                .mapToObj(n -> Purchases.store(store, Purchases.settled("job-" + UUID.randomUUID(), owner, state, at)))
                .toList());
    }

    private List<Purchase> left(List<Purchase> purchases) {
        return store.read(records -> purchases.stream()
                .filter(purchase -> records.byHash(purchase.transactionHash()).isPresent()).toList()).await()
                .atMost(PATIENCE);
    }

    private void delete(List<Purchase> purchases) {
        store.write(tx -> {
            purchases.forEach(purchase -> tx.delete(purchase.transactionHash()));
            return null;
        }).await().atMost(PATIENCE);
    }

    private final class CountingStore implements PurchaseStore {
        private final AtomicInteger writes = new AtomicInteger();

        @Override
        public <T> Uni<T> write(Function<PurchaseTransaction, T> work) {
            writes.incrementAndGet();
            return store.write(work);
        }

        @Override
        public <T> Uni<T> read(Function<PurchaseRecords, T> query) {
            return store.read(query);
        }
    }

    private static final class BrokenStore implements PurchaseStore {
        @Override
        public <T> Uni<T> write(Function<PurchaseTransaction, T> work) {
            return Uni.createFrom().failure(new PurchaseFailure.StoreUnavailable(null));
        }

        @Override
        public <T> Uni<T> read(Function<PurchaseRecords, T> query) {
            return Uni.createFrom().failure(new PurchaseFailure.StoreUnavailable(null));
        }
    }
}
