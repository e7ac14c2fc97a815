package org.chipigateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.inject.Inject;

import org.chipigateway.purchase.PurchaseFailure;
import org.chipigateway.purchase.StoreHealth;
import org.chipigateway.simulator.SimulatorTestResource;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;

/** The disk takes longer than anybody waits; in real time, because it is about the clock that watches the queues. */
@QuarkusTest
@WithTestResource(value = SimulatorTestResource.class, scope = TestResourceScope.MATCHING_RESOURCES)
class HangingStoreTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Inject
    Database database;

    @Inject
    StoreHealth health;

    @Test
    void everybodyHearsOfItInTimeAndItHealsByItself() {
        // given
        CountDownLatch disk = new CountDownLatch(1);
        AtomicBoolean behindWasDone = new AtomicBoolean();

        // when
        UniAssertSubscriber<Boolean> hanging = database.write(connection -> waitFor(disk), nothing -> {
        }).subscribe().withSubscriber(UniAssertSubscriber.create());
        UniAssertSubscriber<Boolean> behind = database.write(connection -> behindWasDone.getAndSet(true), nothing -> {
        }).subscribe().withSubscriber(UniAssertSubscriber.create());

        // then
        behind.awaitFailure(PATIENCE).assertFailedWith(PurchaseFailure.StoreUnavailable.class);
        hanging.awaitFailure(PATIENCE).assertFailedWith(PurchaseFailure.StoreUnavailable.class);

        // when
        disk.countDown();
        health.check().subscribe().withSubscriber(UniAssertSubscriber.create()).awaitItem(PATIENCE);

        // then
        assertThat(behindWasDone).isFalse();
    }

    private static Boolean waitFor(CountDownLatch disk) {
        try {
            disk.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return true;
    }
}
