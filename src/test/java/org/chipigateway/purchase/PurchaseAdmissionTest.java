package org.chipigateway.purchase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

import jakarta.inject.Inject;

import org.chipigateway.catalog.SkuCheck;
import org.chipigateway.chipi.Account;
import org.chipigateway.chipi.ChipiFailure;
import org.chipigateway.chipi.UnlimitedBudget;
import org.chipigateway.identity.Caller;
import org.chipigateway.identity.Owner;
import org.chipigateway.simulator.SimulatorTestResource;
import org.chipigateway.store.Disk;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/** Who is refused before an intent is stored: by the real store, where many ask at once. */
@QuarkusTest
@TestProfile(NoSweep.class)
@WithTestResource(value = SimulatorTestResource.class, scope = TestResourceScope.MATCHING_RESOURCES)
class PurchaseAdmissionTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** So few that none waits for the disk too long. */
    private static final int AT_ONCE = 10;
    private static final Instant NOW = Instant.parse("2026-03-10T18:00:00Z");
    private static final Instant LATER = NOW.plus(Duration.ofHours(1));

    @Inject
    PurchaseStore store;

    private final UnlimitedBudget budget = new UnlimitedBudget();
    private final Owner ana = new Owner("https://issuer.test", "ana-" + UUID.randomUUID());
    private final Owner bea = new Owner("https://issuer.test", "bea-" + UUID.randomUUID());

    @Test
    void ofAHundredTwentyAreStoredThoughManyAskAtOnce() {
        // when
        List<Object> all = Multi.createFrom().range(0, 100).onItem()
                .transformToUni(i -> open(ana, hash()).<Object>map(opened -> opened)
                        .onFailure(PurchaseFailure.TooManyWaiting.class).recoverWithItem(refused -> refused))
                .merge(AT_ONCE).collect().asList().await().atMost(PATIENCE.multipliedBy(4));

        // then
        assertThat(all).filteredOn(OpenedPurchase.class::isInstance).hasSize(PurchaseAdmission.WAITING_OF_ONE);
        assertThat(all).filteredOn(PurchaseFailure.TooManyWaiting.class::isInstance).hasSize(80);
        assertThat(waiting()).isEqualTo(20);
        assertThat(opened(bea, hash()).repeated()).isFalse();
    }

    @Test
    void aRepeatOfAKnownKeyIsNeverRefused() {
        // given
        String hash = hash();
        opened(ana, hash);
        fill(19);
        assertThatThrownBy(() -> opened(ana, hash())).isInstanceOf(PurchaseFailure.TooManyWaiting.class);

        // then
        assertThat(opened(ana, hash).repeated()).isTrue();
        budget.down = Duration.ofSeconds(5);
        assertThat(opened(ana, hash).repeated()).isTrue();
    }

    @Test
    void whatIsSentOrSettledGivesItsSeatUpAndWhatWasNotMadeTakesItAgain() {
        // given
        String hash = hash();
        opened(ana, hash);
        fill(19);

        // when
        write(tx -> tx.claim(send(hash)));

        // then
        assertThat(waiting()).isEqualTo(19);

        // when
        write(tx -> tx.end(hash, 1, Send.Outcome.UNMADE, NOW));

        // then
        assertThat(waiting()).isEqualTo(20);

        // when
        write(tx -> tx.save(tx.byHash(hash).orElseThrow()
                .rejected(new Rejection(503, Rejection.NOT_SUBMITTED, "too late"), NOW)));

        // then
        assertThat(waiting()).isEqualTo(19);
        assertThat(opened(ana, hash()).repeated()).isFalse();
        assertThatThrownBy(() -> opened(ana, hash)).as("a new attempt needs a seat, too")
                .isInstanceOf(PurchaseFailure.TooManyWaiting.class);
    }

    @Test
    void whatMayHaveBeenSentTakesNoSeatHoweverLongItStaysUnsure() {
        // given
        String hash = hash();
        opened(ana, hash);
        write(tx -> tx.claim(send(hash)));

        // when
        write(tx -> tx.end(hash, 1, Send.Outcome.UNKNOWN, NOW));

        // then
        assertThat(waiting()).isZero();
    }

    @Test
    void whileChipiIsDownNothingNewIsStored() {
        // given
        budget.down = Duration.ofSeconds(5);
        String hash = hash();

        // when
        assertThatThrownBy(() -> opened(ana, hash))
                .isInstanceOfSatisfying(ChipiFailure.BudgetExhausted.class, refused -> {
                    assertThat(refused.chipiIsDown()).isTrue();
                    assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(5));
                });

        // then
        assertThat(store.read(records -> records.byHash(hash)).await().atMost(PATIENCE)).isEmpty();
    }

    @Test
    void allTogetherHaveABoundToo() {
        // given
        PurchaseAdmission admission = new PurchaseAdmission(budget, new TestChipi(1));
        try (Disk disk = new Disk()) {
            for (int i = 0; i < 99; i++) {
                Owner owner = new Owner("https://issuer.test", "owner-" + i);
                disk.write(tx -> {
                    tx.save(Purchase.opened(hash(), owner, Purchases.airtime("5512345678"), NOW));
                    return true;
                }, changes -> {
                });
            }
            admission.refuseBeyondSeats(disk.read(records -> records), ana);

            // when
            disk.write(tx -> {
                tx.save(Purchase.opened(hash(), bea, Purchases.airtime("5512345678"), NOW));
                return true;
            }, changes -> {
            });

            // then
            assertThatThrownBy(() -> admission.refuseBeyondSeats(disk.read(records -> records), ana))
                    .isInstanceOf(PurchaseFailure.Busy.class);
        }
    }

    @Test
    void nobodyIsKeptWaitingForATurnThatComesLater() {
        // given
        PurchaseAdmission rush = new PurchaseAdmission(new HeldBudget(), new TestChipi(100));
        PurchaseAdmission idle = new PurchaseAdmission(budget, new TestChipi(100));
        OpenedPurchase opened = opened(ana, hash());
        OpenedPurchase repeated = new OpenedPurchase(opened.purchase(), true);
        Duration shorter = Duration.ofSeconds(10);
        Duration longer = Duration.ofSeconds(30);
        Duration shortest = Duration.ofMillis(100);

        // then
        assertThat(rush.worthWaiting(opened, shorter)).isZero();
        assertThat(rush.worthWaiting(opened, longer)).isEqualTo(longer);
        assertThat(rush.worthWaiting(repeated, shorter)).isEqualTo(shorter);
        assertThat(idle.worthWaiting(opened, shortest)).isEqualTo(shortest);
    }

    private void fill(int count) {
        for (int i = 0; i < count; i++) {
            opened(ana, hash());
        }
    }

    private OpenedPurchase opened(Owner owner, String hash) {
        return open(owner, hash).await().atMost(PATIENCE);
    }

    private Uni<OpenedPurchase> open(Owner owner, String hash) {
        PurchaseOpening opening = new PurchaseOpening(store, new AnySku(),
                new PurchaseAdmission(budget, new TestChipi(1_000_000)), new TestLimits(false), () -> NOW);
        return opening.open(new Caller(owner, "bearer", LATER, Set.of()),
                new PurchaseRequest(hash, Purchases.airtime("5512345678"), true), PurchaseKey.of(owner, null, hash));
    }

    private int waiting() {
        return store.read(records -> records.waitingToBeSent(ana)).await().atMost(PATIENCE);
    }

    private void write(Consumer<PurchaseTransaction> work) {
        store.write(tx -> {
            work.accept(tx);
            return true;
        }).await().atMost(PATIENCE);
    }

    private static Send send(String hash) {
        return new Send(hash, 1, NOW, "replica", Account.of(new TestChipi()), null, null);
    }

    private static String hash() {
        return "admission-" + UUID.randomUUID();
    }

    private static final class AnySku extends SkuCheck {
        @Override
        public Uni<Void> check(String skuId, String reference, BigDecimal amount, Caller caller) {
            return Uni.createFrom().voidItem();
        }
    }
}
