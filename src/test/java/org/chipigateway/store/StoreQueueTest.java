package org.chipigateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.chipigateway.purchase.PurchaseFailure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;

/** A store that hangs: everybody hears of it in time, and what they were told didn't happen doesn't happen later. */
class StoreQueueTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final AtomicLong now = new AtomicLong();
    private final StoreQueue queue = new StoreQueue("test-store", 1, new StoreTroubles("write"), now::get);
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch disk = new CountDownLatch(1);
    private final AtomicInteger done = new AtomicInteger();

    @AfterEach
    void shutdown() {
        disk.countDown();
        queue.shutdown();
    }

    @Test
    void whatCouldNotBeginInTimeIsNeverDone() throws Exception {
        // given
        UniAssertSubscriber<Integer> first = askTheDisk();
        List<UniAssertSubscriber<Integer>> behind = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            behind.add(ask(patience -> done.incrementAndGet()));
        }

        // when
        pass(StoreTask.BEGINS_WITHIN);

        // then
        assertThat(behind).allSatisfy(each -> each.assertFailedWith(PurchaseFailure.StoreUnavailable.class));
        first.assertNotTerminated();
        assertThat(queue.inTrouble()).isTrue();

        // when
        disk.countDown();
        first.awaitItem(PATIENCE).assertItem(1);
        ask(patience -> done.incrementAndGet()).awaitItem(PATIENCE).assertItem(2);

        // then the 50 were taken out of the queue without being done
        assertThat(done).hasValue(2);
        assertThat(queue.inTrouble()).isFalse();
    }

    @Test
    void whatTakesTooLongIsAnsweredAndGoesOn() throws Exception {
        // given
        UniAssertSubscriber<Integer> hanging = askTheDisk();
        pass(StoreTask.BEGINS_WITHIN);
        hanging.assertNotTerminated();

        // when
        pass(StoreTask.ANSWERED_WITHIN.minus(StoreTask.BEGINS_WITHIN));

        // then
        hanging.assertFailedWith(PurchaseFailure.StoreUnavailable.class);
        disk.countDown();
        await().atMost(PATIENCE).untilAtomic(done, org.hamcrest.Matchers.is(1));
    }

    @Test
    void whatIsInTimeIsLeftAlone() throws Exception {
        // given
        UniAssertSubscriber<Integer> first = askTheDisk();
        UniAssertSubscriber<Integer> second = ask(patience -> done.incrementAndGet());

        // when
        now.addAndGet(StoreTask.BEGINS_WITHIN.toNanos());
        queue.giveUpWhatIsOverdue();
        disk.countDown();

        // then
        first.awaitItem(PATIENCE).assertItem(1);
        second.awaitItem(PATIENCE).assertItem(2);
    }

    @Test
    void troubleEndsWithTheNextSuccess() {
        // when
        ask(patience -> {
            throw new SQLException("broken");
        }).awaitFailure(PATIENCE).assertFailedWith(PurchaseFailure.StoreUnavailable.class);

        // then
        assertThat(queue.inTrouble()).isTrue();
        ask(patience -> 1).awaitItem(PATIENCE);
        assertThat(queue.inTrouble()).isFalse();
    }

    @Test
    void aFullQueueSaysSoAtOnce() throws Exception {
        // given
        askTheDisk();
        List<UniAssertSubscriber<Integer>> asked = new ArrayList<>();

        // when
        for (int i = 0; i < 2_100; i++) {
            asked.add(ask(patience -> done.incrementAndGet()));
        }

        // then
        assertThat(asked.get(0).getFailure()).isNull();
        asked.get(2_099).assertFailedWith(PurchaseFailure.StoreUnavailable.class);
    }

    private UniAssertSubscriber<Integer> ask(StoreTask.Work<Integer> work) {
        return queue.ask(work).subscribe().withSubscriber(UniAssertSubscriber.create());
    }

    /** Returns when its thread waits. */
    private UniAssertSubscriber<Integer> askTheDisk() throws InterruptedException {
        UniAssertSubscriber<Integer> asked = ask(this::waitForTheDisk);
        begun.await();
        return asked;
    }

    private Integer waitForTheDisk(Duration patience) {
        begun.countDown();
        try {
            disk.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return done.incrementAndGet();
    }

    /** So much and a little more. */
    private void pass(Duration time) {
        now.addAndGet(time.plusMillis(1).toNanos());
        queue.giveUpWhatIsOverdue();
    }
}
