package org.chipigateway.purchase;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

import jakarta.inject.Inject;

import org.chipigateway.identity.Owner;
import org.chipigateway.simulator.SimulatorTestResource;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/** What every store must keep when it is asked what is old, and told to forget it. Long before the other tests' purchases. */
@QuarkusTest
@WithTestResource(value = SimulatorTestResource.class, scope = TestResourceScope.MATCHING_RESOURCES)
class HousekeepingContractTest {
    private static final Instant OLD = Instant.parse("1990-03-10T18:00:00Z");
    private static final Instant BEFORE = OLD.plusSeconds(1);

    @Inject
    PurchaseStore store;

    @Inject
    EventLog log;

    private final Owner owner = new Owner("https://issuer.test", "owner-" + UUID.randomUUID());

    @Test
    void forgetsAPurchaseWithAllThatHangsOnIt() {
        // given
        Purchase old = stored(settled(PurchaseState.SUCCESS, OLD));
        Purchase other = stored(settled(PurchaseState.SUCCESS, OLD));

        // when
        delete(old);

        // then
        assertThat(byHash(old)).isNull();
        assertThat(log.of(old.transactionHash(), 0, 100).await().atMost(Duration.ofSeconds(30))).isEmpty();
        assertThat(this.<Boolean>read(records -> records.byChipiId(old.chipiId()).isEmpty()
                && records.sendsOf(old.transactionHash()).isEmpty()
                && records.hashBoundTo("key-" + old.transactionHash()).isEmpty())).isTrue();
        assertThat(byHash(other)).isEqualTo(other);
        assertThat(log.of(other.transactionHash(), 0, 100).await().atMost(Duration.ofSeconds(30))).hasSize(1);
        assertThat(this.<Boolean>read(records -> records.sendsOf(other.transactionHash()).size() == 1
                && records.hashBoundTo("key-" + other.transactionHash()).isPresent())).isTrue();
        delete(old, other);
    }

    @Test
    void givesNoEventIdTwiceAndSaysHowFarItHasForgotten() {
        // given
        Purchase first = stored(settled(PurchaseState.SUCCESS, OLD));
        Purchase last = stored(settled(PurchaseState.FAILED, OLD));

        // when
        delete(last, first);

        // then
        assertThat(this.<Long>read(PurchaseRecords::lastDeletedEventId)).isEqualTo(last.lastEventId());
        Purchase again = stored(settled(PurchaseState.SUCCESS, OLD));
        assertThat(again.lastEventId()).isGreaterThan(last.lastEventId());
        assertThat(this.<Long>read(PurchaseRecords::lastEventId)).isGreaterThanOrEqualTo(again.lastEventId());
        delete(again);
    }

    @Test
    void aForgottenHashIsAsGoodAsNew() {
        // given
        Purchase old = stored(settled(PurchaseState.SUCCESS, OLD));
        delete(old);

        // when
        Purchase again = stored(
                Purchase.opened(old.transactionHash(), owner, Purchases.airtime("5512345678"), BEFORE));

        // then a reader of the old one's is told all of the new one's
        assertThat(log.of(old.transactionHash(), old.lastEventId(), 100).await().atMost(Duration.ofSeconds(30)))
                .extracting(PurchaseEvent::id).containsExactly(again.lastEventId());
        delete(again);
    }

    @Test
    void forgettingWhatIsNotThereDoesNothing() {
        long before = read(PurchaseRecords::lastDeletedEventId);

        write(tx -> {
            tx.delete("nobody-has-this-hash");
            return null;
        });

        assertThat(this.<Long>read(PurchaseRecords::lastDeletedEventId)).isEqualTo(before);
    }

    @Test
    void findsOnlyWhatHasSettledLongAgoAndIsOfNoInterestAnyMore() {
        // given
        List<Purchase> old = List.of(stored(settled(PurchaseState.SUCCESS, OLD.minusSeconds(4))),
                stored(settled(PurchaseState.FAILED, OLD.minusSeconds(3))),
                stored(settled(PurchaseState.CANCELLED, OLD.minusSeconds(2))),
                stored(settled(PurchaseState.REJECTED, OLD.minusSeconds(1))));
        List<Purchase> kept = List.of(stored(Purchase.opened(hash(), owner, Purchases.airtime("5512345678"), OLD)),
                stored(settled(PurchaseState.PENDING, OLD)), stored(settled(PurchaseState.PROCESSING, OLD)),
                stored(settled(PurchaseState.SUCCESS, OLD).withIncident("WHY", OLD)),
                stored(settled(PurchaseState.SUCCESS, BEFORE)),
                stored(settled(PurchaseState.SUCCESS, OLD).askedAgain(BEFORE)));

        // then those that settled first are the first
        List<String> found = read(records -> records.settledBefore(BEFORE, 1000));
        assertThat(found).containsSubsequence(old.stream().map(Purchase::transactionHash).toList())
                .doesNotContainAnyElementsOf(kept.stream().map(Purchase::transactionHash).toList());
        assertThat(this.<List<String>>read(records -> records.settledBefore(BEFORE, 2))).hasSize(2);
        delete(old.toArray(Purchase[]::new));
        delete(kept.toArray(Purchase[]::new));
    }

    @Test
    void countsWhatIsOverdueAndWhatIsUnsure() {
        // given
        Instant long1 = OLD.minus(Duration.ofDays(1000));
        Purchase pending = stored(settled(PurchaseState.PENDING, long1));
        Purchase processing = stored(settled(PurchaseState.PROCESSING, long1.plusSeconds(1)));
        Purchase unsure = stored(Purchase.opened(hash(), owner, Purchases.airtime("5512345678"), long1));
        Purchase younger = stored(settled(PurchaseState.PENDING, long1.plusSeconds(5)));
        Purchase settled = stored(settled(PurchaseState.SUCCESS, long1));

        // then
        Instant before = long1.plusSeconds(5);
        assertThat(this.<Backlog>read(records -> records.overdue(before, 10)))
                .isEqualTo(new Backlog(2, List.of(pending.transactionHash(), processing.transactionHash())));
        assertThat(this.<Backlog>read(records -> records.overdue(before, 1)))
                .isEqualTo(new Backlog(2, List.of(pending.transactionHash())));
        assertThat(this.<Backlog>read(records -> records.unsure(before, 10)))
                .isEqualTo(new Backlog(1, List.of(unsure.transactionHash())));
        delete(pending, processing, unsure, younger, settled);
    }

    private Purchase settled(PurchaseState state, Instant at) {
        return Purchases.settled(hash(), owner, state, at);
    }

    private static String hash() {
        return "old-" + UUID.randomUUID();
    }

    private Purchase stored(Purchase purchase) {
        return Purchases.store(store, purchase);
    }

    private void delete(Purchase... purchases) {
        write(tx -> {
            Arrays.stream(purchases).map(Purchase::transactionHash).forEach(tx::delete);
            return null;
        });
    }

    private Purchase byHash(Purchase purchase) {
        return read(records -> records.byHash(purchase.transactionHash()).orElse(null));
    }

    private <T> T write(Function<PurchaseTransaction, T> work) {
        return store.write(work).await().atMost(Duration.ofSeconds(30));
    }

    private <T> T read(Function<PurchaseRecords, T> query) {
        return store.read(query).await().atMost(Duration.ofSeconds(30));
    }
}
