package org.chipigateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;

import org.chipigateway.purchase.EventType;
import org.chipigateway.purchase.Purchase;
import org.chipigateway.purchase.PurchaseChange;
import org.chipigateway.purchase.PurchaseEvent;
import org.chipigateway.purchase.PurchaseState;
import org.chipigateway.purchase.Purchases;
import org.junit.jupiter.api.Test;

import io.smallrye.mutiny.helpers.test.AssertSubscriber;

class OpenStreamTest {
    private static final Instant EXPIRY = Purchases.NOON.plusSeconds(60);
    private static final StreamEnd END = new StreamEnd(() -> false, () -> Purchases.NOON);
    private final AtomicInteger over = new AtomicInteger();
    private final OpenStream stream = new OpenStream(0, EXPIRY, END, over::incrementAndGet);
    private final AssertSubscriber<StreamBlock> reader = stream.blocks().subscribe()
            .withSubscriber(AssertSubscriber.create(1000));

    @Test
    void tellsHistoryThenLiveThenEnd() {
        replay(stream, List.of(event(1, false), event(2, false)));
        stream.live(change(event(3, true)), 0);

        assertThat(ids()).containsExactly(1L, 2L, 3L);
        assertThat(names()).containsExactly("status", "status", "status", "end");
        reader.assertCompleted();
        assertThat(over).hasValue(1);
    }

    @Test
    void missesNothingThatIsPublishedWhileTheHistoryIsRead() {
        // given
        stream.live(change(event(2, false)), 0);
        stream.live(change(event(3, false)), 0);

        // when the history was read before event 3, and holds event 2 already
        replay(stream, List.of(event(1, false), event(2, false)));

        // then
        assertThat(ids()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void tellsNothingMoreOnceItIsBrokenOff() {
        // given
        replay(stream, List.of(event(1, false)));

        // when
        stream.breakOff();
        stream.live(change(event(2, true)), 0);
        stream.tick(Long.MAX_VALUE, EXPIRY, 1);

        // then
        assertThat(names()).containsExactly("status");
        reader.assertCompleted();
        assertThat(over).hasValue(1);
    }

    @Test
    void resumesAfterTheIdGiven() {
        OpenStream resumed = new OpenStream(2, EXPIRY, END, over::incrementAndGet);
        AssertSubscriber<StreamBlock> other = resumed.blocks().subscribe()
                .withSubscriber(AssertSubscriber.create(1000));

        resumed.live(change(event(2, false)), 0);
        replay(resumed, List.of(event(3, false)));

        assertThat(other.getItems()).extracting(StreamBlock::id).containsExactly(3L);
    }

    @Test
    void tellsWhatCameAfterATerminalEventBeforeItEnds() {
        replay(stream, List.of(event(1, true), event(2, true)));

        assertThat(names()).containsExactly("status", "status", "end");
    }

    @Test
    void doesNotEndAtARejectionThatWasOpenedAgain() {
        replay(stream, List.of(event(1, false), event(2, true), event(3, false)));

        assertThat(names()).containsExactly("status", "status", "status");
        reader.assertNotTerminated();
    }

    @Test
    void waitsAtItsEndForWhatIsStillToBeTold() {
        // given a failure of which no refund is known yet
        AtomicReference<Instant> now = new AtomicReference<>(Purchases.NOON.plusSeconds(1));
        OpenStream waiting = new OpenStream(0, EXPIRY, new StreamEnd(() -> true, now::get), over::incrementAndGet);
        AssertSubscriber<StreamBlock> told = waiting.blocks().subscribe()
                .withSubscriber(AssertSubscriber.create(1000));
        waiting.replay(List.of(event(1, true)), Purchases.standing("h", PurchaseState.FAILED, 1), 0);

        // when, then
        waiting.tick(0, now.get(), Long.MAX_VALUE);
        told.assertNotTerminated();
        now.set(Purchases.NOON.plus(StreamEnd.FOR_THE_REFUND));
        waiting.tick(0, now.get(), Long.MAX_VALUE);
        assertThat(told.getItems()).extracting(StreamBlock::name).containsExactly("status", "end");
        told.assertCompleted();
    }

    @Test
    void beatsOnlyWhenNothingElseWasTold() {
        long beat = Duration.ofSeconds(15).toNanos();
        replay(stream, List.of(event(1, false)));

        stream.tick(beat - 1, Purchases.NOON, beat);
        assertThat(reader.getItems()).hasSize(1);
        stream.tick(beat, Purchases.NOON, beat);
        stream.tick(beat + 1, Purchases.NOON, beat);

        assertThat(reader.getItems()).hasSize(2);
        assertThat(reader.getLastItem().comment()).isEqualTo("heartbeat");
        assertThat(reader.getLastItem().id()).isNull();
    }

    @Test
    void endsWithTheCredentialThatOpenedIt() {
        replay(stream, List.of(event(1, false)));

        stream.tick(1, EXPIRY.minusMillis(1), Long.MAX_VALUE);
        reader.assertNotTerminated();
        stream.tick(1, EXPIRY, Long.MAX_VALUE);

        assertThat(reader.getLastItem().name()).isEqualTo("reauthenticate");
        assertThat(reader.getLastItem().data()).isEqualTo("{\"reason\":\"expired\"}");
        reader.assertCompleted();
    }

    @Test
    void completesAReaderWhoStoppedReadingInsteadOfKeepingEverything() {
        // given
        OpenStream slow = new OpenStream(0, EXPIRY, END, over::incrementAndGet);
        AssertSubscriber<StreamBlock> stuck = slow.blocks().subscribe().withSubscriber(AssertSubscriber.create(1));
        replay(slow, List.of());

        // when
        LongStream.rangeClosed(1, 10_000).forEach(id -> slow.live(change(event(id, false)), 0));
        stuck.request(Long.MAX_VALUE);

        // then what it got has no gap, and it was let go
        stuck.assertCompleted();
        assertThat(stuck.getItems()).hasSizeBetween(100, 300);
        assertThat(stuck.getItems()).extracting(StreamBlock::id)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, stuck.getItems().size()).boxed().toList());
        assertThat(over).hasValue(1);
    }

    @Test
    void tellsEachLapseOnceAndAfterTheHistory() {
        stream.lapse(7, 0);
        assertThat(reader.getItems()).isEmpty();
        replay(stream, List.of(event(1, false)));
        stream.lapse(7, 0);
        stream.lapse(6, 0);
        assertThat(names()).containsExactly("status", "reauthenticate");
        assertThat(reader.getLastItem().data()).isEqualTo("{\"reason\":\"polling\"}");

        stream.lapse(8, 0);

        assertThat(names()).containsExactly("status", "reauthenticate", "reauthenticate");
        reader.assertNotTerminated();
    }

    @Test
    void tellsNoLapseOfAPurchaseThatHasSettled() {
        stream.lapse(7, 0);
        replay(stream, List.of(event(1, true)));

        assertThat(names()).containsExactly("status", "end");
    }

    @Test
    void isOverWhenTheReaderGoes() {
        reader.cancel();

        assertThat(over).hasValue(1);
    }

    private List<Long> ids() {
        return reader.getItems().stream().map(StreamBlock::id).filter(id -> id != null).toList();
    }

    private List<String> names() {
        return reader.getItems().stream().map(StreamBlock::name).filter(name -> name != null).toList();
    }

    private static void replay(OpenStream stream, List<PurchaseEvent> history) {
        stream.replay(history, history.isEmpty()
                ? Purchases.submitting("h", Purchases.NOON)
                : asOf(history.get(history.size() - 1)), 0);
    }

    private static Purchase asOf(PurchaseEvent event) {
        return Purchases.standing("h", event.terminal() ? PurchaseState.SUCCESS : PurchaseState.PENDING, event.id());
    }

    private static PurchaseEvent event(long id, boolean terminal) {
        return new PurchaseEvent(id, "h", EventType.STATUS, terminal, Purchases.NOON, "{}");
    }

    private static PurchaseChange change(PurchaseEvent event) {
        return new PurchaseChange(asOf(event), event);
    }
}
