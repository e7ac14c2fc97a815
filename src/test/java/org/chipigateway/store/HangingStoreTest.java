package org.chipigateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.inject.Inject;

import org.chipigateway.purchase.PurchaseFailure;
import org.chipigateway.purchase.StoreHealth;
import org.chipigateway.simulator.SimulatorTestResource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;

/** The disk takes longer than anybody waits; in real time, because it is about the clock that watches the queues. */
@QuarkusTest
@WithTestResource(value = SimulatorTestResource.class, scope = TestResourceScope.MATCHING_RESOURCES)
@Tag("long")
class HangingStoreTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Inject
    Database database;

    @Inject
    StoreHealth health;

    @Test
    void everybodyHearsOfItInTimeAndItHealsByItself() {
        CountDownLatch disk = new CountDownLatch(1);
        try {
            // given
            UniAssertSubscriber<Boolean> hanging = hanging(disk);
            AtomicBoolean behindWasDone = new AtomicBoolean();

            // when
            UniAssertSubscriber<Boolean> behind = write(connection -> behindWasDone.getAndSet(true));

            // then
            behind.awaitFailure(PATIENCE).assertFailedWith(PurchaseFailure.StoreUnavailable.class);
            hanging.awaitFailure(PATIENCE).assertFailedWith(PurchaseFailure.StoreUnavailable.class);

            // when
            disk.countDown();

            // then
            await().atMost(PATIENCE).until(this::isWell);
            assertThat(behindWasDone).isFalse();
        } finally {
            disk.countDown();
        }
    }

    /** Once it has begun; what a busy machine lets wait for five seconds never begins, and is asked anew. */
    private UniAssertSubscriber<Boolean> hanging(CountDownLatch disk) {
        AtomicBoolean begun = new AtomicBoolean();
        while (true) {
            UniAssertSubscriber<Boolean> asked = write(connection -> {
                begun.set(true);
                return waitFor(disk);
            });
            await().atMost(PATIENCE).until(() -> begun.get() || asked.getFailure() != null);
            if (begun.get()) {
                return asked;
            }
        }
    }

    /** With a write, so that the queue has come past all that was asked before. */
    private boolean isWell() {
        return health.check().chain(() -> database.write(connection -> true, nothing -> {
        })).onFailure(PurchaseFailure.StoreUnavailable.class).recoverWithItem(false).await().atMost(PATIENCE);
    }

    private <T> UniAssertSubscriber<T> write(Database.Work<T> work) {
        return database.write(work, nothing -> {
        }).subscribe().withSubscriber(UniAssertSubscriber.create());
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
