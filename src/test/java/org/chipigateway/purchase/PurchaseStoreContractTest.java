package org.chipigateway.purchase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.chipigateway.chipi.Account;
import org.chipigateway.identity.Owner;
import org.chipigateway.simulator.SimulatorTestResource;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;

/** What every store must keep, whatever database is behind it. */
@QuarkusTest
@WithTestResource(value = SimulatorTestResource.class, scope = TestResourceScope.MATCHING_RESOURCES)
class PurchaseStoreContractTest {
    /** The present: what is long open is rejected by the gateway that these tests share, whenever it sweeps. */
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    /** So many at once that they overlap, and so few that none waits for the disk too long. */
    private static final int AT_ONCE = 8;

    @Inject
    PurchaseStore store;

    @Inject
    EventLog log;

    @Inject
    EventPublisher publisher;

    private final Owner owner = new Owner("https://issuer.test", "owner-" + UUID.randomUUID());

    @Test
    void givesBackWhatWasSaved() {
        // given
        Purchase purchase = purchase(NOW)
                .toldBy("{\"id\":\"x\"}", "tx-" + UUID.randomUUID(), PurchaseState.PROCESSING, NOW)
                .withIncident("WHY", NOW).withLastEventId(7);

        // when
        write(tx -> {
            tx.save(purchase);
            return null;
        });

        // then
        assertThat(byHash(purchase)).contains(purchase);
        assertThat(byChipiId(purchase)).contains(purchase);
        Purchase rejected = purchase.rejected(new Rejection(402, null, "no credits"), NOW);
        write(tx -> {
            tx.save(rejected);
            return null;
        });
        assertThat(byHash(purchase)).contains(rejected);
    }

    @Test
    void writesAllOfATransactionOrNothing() {
        // given
        Purchase purchase = purchase(NOW);
        List<PurchaseChange> published = new CopyOnWriteArrayList<>();
        Cancellable watching = publisher.watchAll(published::add);
        AtomicLong eventId = new AtomicLong();

        // when
        assertThatThrownBy(() -> write(tx -> {
            Purchase recorded = record(tx, purchase);
            eventId.set(recorded.lastEventId());
            tx.bind("key-" + purchase.transactionHash(), recorded.transactionHash());
            tx.claim(send(purchase, 1));
            throw new IllegalStateException("crash");
        })).isInstanceOf(IllegalStateException.class).hasMessage("crash");

        // then
        assertThat(byHash(purchase)).isEmpty();
        assertThat(sendsOf(purchase)).isEmpty();
        assertThat(this.<Optional<String>>read(records -> records.hashBoundTo("key-" + purchase.transactionHash())))
                .isEmpty();
        assertThat(log.of(purchase.transactionHash(), 0, 100).await().indefinitely()).isEmpty();

        // and the next event, whosever it is, has the number of the one that came to nothing
        write(tx -> record(tx, purchase(NOW)));
        watching.cancel();
        assertThat(published).noneMatch(change -> change.event().transactionHash().equals(purchase.transactionHash()))
                .anyMatch(change -> change.event().id() == eventId.get());
    }

    @Test
    void publishesEachEventAfterItsCommitAndInTheOrderOfIds() {
        // given
        Purchase purchase = purchase(NOW);
        List<Long> published = new CopyOnWriteArrayList<>();
        Cancellable watching = publisher.watch(purchase.transactionHash(),
                change -> published.add(change.event().id()));

        // when of forty writers several at once
        List<Uni<Purchase>> writers = IntStream.range(0, 40).mapToObj(n -> store.write(tx -> record(tx, purchase)))
                .toList();
        Uni.join().all(writers).usingConcurrencyOf(AT_ONCE).andFailFast().await().indefinitely();
        watching.cancel();

        // then
        List<Long> logged = log.of(purchase.transactionHash(), 0, 100).await().indefinitely().stream()
                .map(PurchaseEvent::id)
                .toList();
        assertThat(logged).hasSize(40).isSorted().doesNotHaveDuplicates();
        assertThat(published).isEqualTo(logged);
        assertThat(log.of(purchase.transactionHash(), logged.get(29), 100).await().indefinitely()).hasSize(10);
    }

    @Test
    void serialisesTransactions() {
        // given
        Purchase purchase = purchase(NOW);
        write(tx -> record(tx, purchase));

        // when each adds one to what it read
        Multi.createFrom().range(0, 50).onItem().transformToUni(n -> store.write(tx -> {
            Purchase read = tx.byHash(purchase.transactionHash()).orElseThrow();
            tx.save(read.withLastEventId(read.lastEventId() + 1));
            return null;
        })).merge(AT_ONCE).collect().asList().await().indefinitely();

        // then none is lost
        long first = log.of(purchase.transactionHash(), 0, 100).await().indefinitely().get(0).id();
        assertThat(byHash(purchase).orElseThrow().lastEventId())
                .isEqualTo(first + 50);
    }

    @Test
    void givesOneChipiIdToOnePurchase() {
        String id = "tx-" + UUID.randomUUID();
        write(tx -> {
            tx.save(purchase(NOW).toldBy("{}", id, PurchaseState.PENDING, NOW));
            return null;
        });

        assertThatThrownBy(() -> write(tx -> {
            tx.save(purchase(NOW).toldBy("{}", id, PurchaseState.PENDING, NOW));
            return null;
        })).isInstanceOf(PurchaseFailure.StoreUnavailable.class);
    }

    @Test
    void keepsSendsByNumber() {
        // given
        Purchase purchase = purchase(NOW);
        write(tx -> record(tx, purchase));

        // when
        write(tx -> {
            tx.claim(send(purchase, 1));
            tx.end(purchase.transactionHash(), 1, Send.Outcome.UNMADE, NOW.plusSeconds(1));
            tx.claim(send(purchase, 2));
            return null;
        });

        // then
        assertThat(sendsOf(purchase)).containsExactly(
                new Send(purchase.transactionHash(), 1, NOW, "r", new Account("http://chipi", "pk"), NOW.plusSeconds(1),
                        Send.Outcome.UNMADE),
                send(purchase, 2));
        // and a claim is taken once
        assertThatThrownBy(() -> write(tx -> {
            tx.claim(send(purchase, 2));
            return null;
        })).isInstanceOf(PurchaseFailure.StoreUnavailable.class);
    }

    @Test
    void findsTheSameGoodsWhileTheyCount() {
        // given
        Purchase purchase = purchase(NOW);
        write(tx -> record(tx, purchase));
        Function<Instant, Boolean> found = since -> read(
                records -> records.sameGoods(owner, "sku-tl-TEL050", "5512345678", since)).isPresent();

        // when open: however old
        assertThat(found.apply(NOW.plus(Duration.ofDays(1)))).isTrue();
        assertThat(this.<Optional<Purchase>>read(records -> records.sameGoods(owner, "sku-other", "5512345678", NOW)))
                .isEmpty();
        assertThat(
                this.<Optional<Purchase>>read(records -> records.sameGoods(owner, "sku-tl-TEL050", "5500000000", NOW)))
                .isEmpty();
        assertThat(this.<Optional<Purchase>>read(
                records -> records.sameGoods(new Owner(owner.issuer(), "other"), "sku-tl-TEL050", "5512345678",
                        NOW.plus(Duration.ofDays(400)))))
                .isEmpty();

        // then settled: only while young, and only where it succeeded
        save(purchase.toldBy("{}", "tx-" + UUID.randomUUID(), PurchaseState.SUCCESS, NOW));
        assertThat(found.apply(NOW.minusMillis(1))).isTrue();
        assertThat(found.apply(NOW)).isFalse();
        for (PurchaseState state : List.of(PurchaseState.FAILED, PurchaseState.CANCELLED)) {
            save(purchase.toldBy("{}", "tx-" + UUID.randomUUID(), state, NOW));
            assertThat(found.apply(NOW.minusSeconds(1))).isFalse();
        }
    }

    @Test
    void pagesTheOwnersNewestFirst() {
        // given
        List<Purchase> purchases = IntStream.range(0, 5).mapToObj(n -> purchase(NOW.plusSeconds(n))).toList();
        purchases.forEach(this::save);
        List<PurchaseState> all = Arrays.asList(PurchaseState.values());

        // then
        assertThat(this.<List<Purchase>>read(records -> records.page(owner, all, 0, 2)))
                .containsExactly(purchases.get(4), purchases.get(3));
        assertThat(this.<List<Purchase>>read(records -> records.page(owner, all, 4, 2)))
                .containsExactly(purchases.get(0));
        assertThat(this.<Long>read(records -> records.count(owner, all))).isEqualTo(5);
        assertThat(this.<Long>read(records -> records.count(owner, List.of(PurchaseState.SUCCESS)))).isZero();
        assertThat(this.<List<Purchase>>read(
                records -> records.page(new Owner("https://other.test", owner.subject()), all, 0, 10)))
                .isEmpty();
    }

    @Test
    void findsWhatIsOpen() {
        Purchase open = purchase(NOW);
        Purchase settled = purchase(NOW).toldBy("{}", "tx-" + UUID.randomUUID(), PurchaseState.FAILED, NOW);
        save(open);
        save(settled);

        assertThat(this.<List<Purchase>>read(records -> records.open("", 100_000))).contains(open)
                .doesNotContain(settled);
        assertThat(this.<List<Purchase>>read(records -> records.open(open.transactionHash(), 100_000)))
                .doesNotContain(open);
    }

    private Purchase purchase(Instant at) {
        return Purchase.opened("store-" + UUID.randomUUID(), owner, Purchases.airtime("5512345678"), at);
    }

    private static Send send(Purchase purchase, int number) {
        return new Send(purchase.transactionHash(), number, NOW, "r", new Account("http://chipi", "pk"), null, null);
    }

    private static Purchase record(PurchaseTransaction tx, Purchase purchase) {
        return PurchaseJournal.record(tx, purchase, EventType.STATUS, EventSource.CREATE, NOW);
    }

    private void save(Purchase purchase) {
        write(tx -> {
            tx.save(purchase);
            return null;
        });
    }

    private Optional<Purchase> byHash(Purchase purchase) {
        return read(records -> records.byHash(purchase.transactionHash()));
    }

    private Optional<Purchase> byChipiId(Purchase purchase) {
        return read(records -> records.byChipiId(purchase.chipiId()));
    }

    private List<Send> sendsOf(Purchase purchase) {
        return read(records -> records.sendsOf(purchase.transactionHash()));
    }

    private <T> T write(Function<PurchaseTransaction, T> work) {
        return store.write(work).await().indefinitely();
    }

    private <T> T read(Function<PurchaseRecords, T> query) {
        return store.read(query).await().indefinitely();
    }

    @Test
    void rollsBackEvenWhenAnErrorEndsTheTransaction() {
        // given
        Purchase purchase = purchase(NOW);

        // when
        assertThatThrownBy(() -> write(tx -> {
            tx.save(purchase);
            throw new StackOverflowError();
        })).hasRootCauseInstanceOf(StackOverflowError.class);

        // then, also when the same connection commits something else
        assertThat(byHash(purchase)).isEmpty();
        save(purchase(NOW));
        assertThat(byHash(purchase)).isEmpty();
    }
}
