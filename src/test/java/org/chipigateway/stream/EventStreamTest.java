package org.chipigateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chipigateway.purchase.Purchases.ANA;
import static org.chipigateway.purchase.Purchases.NOON;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.chipigateway.purchase.EventType;
import org.chipigateway.purchase.Purchase;
import org.chipigateway.purchase.PurchaseChange;
import org.chipigateway.purchase.PurchaseEvent;
import org.chipigateway.purchase.PurchaseRefund;
import org.chipigateway.purchase.PurchaseState;
import org.chipigateway.purchase.Purchases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** One reader, on two clocks that the test moves. */
class EventStreamTest {
    private static final String HASH = "order-1";
    private static final Topic PURCHASE = new Topic.OfPurchase(HASH);
    private static final Topic FEED = new Topic.OfOwner(ANA);
    private static final String END = "event: end\ndata: {\"reason\":\"settled\"}\n\n";
    private static final String EXPIRED = "event: reauthenticate\ndata: {\"reason\":\"expired\"}\n\n";
    private static final String POLLING = "event: reauthenticate\ndata: {\"reason\":\"polling\"}\n\n";
    private static final long HEARTBEAT = Duration.ofSeconds(15).toNanos();
    private static final long LIFE = Duration.ofMinutes(10).toNanos();
    private static final long RETRY = 3_210;
    private static final String COME_BACK = "retry: 3210\n\n";
    private static final Instant CREDENTIAL_ENDS = NOON.plus(Duration.ofHours(1));

    private final RecordedOutput output = new RecordedOutput();
    private final List<CloseReason> ends = new ArrayList<>();
    /** Overflows during each test that lets time pass: a difference is right all the same. */
    private long nanos = Long.MAX_VALUE - 1;
    private Instant now = NOON;

    @Test
    void tellsTheHistoryAndThenWhatIsPublishedEachOnceAndInOrder() {
        // given
        EventStream stream = begun(PURCHASE, 2);

        // when
        int told = stream.replay(List.of(event(2), event(3), event(5)), nanos);
        boolean caughtUp = caughtUp(stream);
        boolean liveTold = live(stream, 8, PurchaseState.PENDING);

        // then
        assertThat(told).isEqualTo(2);
        assertThat(caughtUp).isTrue();
        assertThat(liveTold).isTrue();
        assertThat(output.blocks()).containsExactly(block(3), block(5), block(8));
        assertThat(stream.lastId()).isEqualTo(8);
    }

    @Test
    void whatIsPublishedBeforeItHasCaughtUpIsReadFromTheLog() {
        // given
        EventStream stream = new EventStream(PURCHASE, bearer(), output, end(true), nanos + LIFE, this::over);

        // when it is published while the log is being read, before the head and after it
        live(stream, 4, PurchaseState.PENDING);
        stream.begin(0, nanos);
        stream.replay(List.of(event(1)), nanos);
        boolean first = caughtUp(stream);
        live(stream, 5, PurchaseState.PENDING);
        stream.replay(List.of(event(4)), nanos);
        boolean second = caughtUp(stream);
        stream.replay(List.of(event(5)), nanos);
        boolean third = caughtUp(stream);

        // then
        assertThat(List.of(first, second, third)).containsExactly(false, false, true);
        assertThat(output.blocks()).containsExactly(block(1), block(4), block(5));
    }

    @Test
    void whatTheLogHasToldAlreadyIsDroppedWhenItIsPublished() {
        // given
        EventStream stream = live(PURCHASE, 5);

        // when
        boolean four = live(stream, 4, PurchaseState.PENDING);
        boolean five = live(stream, 5, PurchaseState.PENDING);
        boolean six = live(stream, 6, PurchaseState.PENDING);

        // then
        assertThat(List.of(four, five, six)).containsExactly(false, false, true);
        assertThat(output.blocks()).containsExactly(block(6));
    }

    @Test
    void whatIsReadFromTheLogTwiceIsToldOnce() {
        // given
        EventStream stream = begun(FEED, 0);

        // when
        stream.replay(List.of(event(1), event(2)), nanos);
        int again = stream.replay(List.of(event(1), event(2), event(3)), nanos);

        // then
        assertThat(again).isEqualTo(1);
        assertThat(output.blocks()).containsExactly(block(1), block(2), block(3));
    }

    @ParameterizedTest
    @EnumSource(value = PurchaseState.class, names = { "SUCCESS", "CANCELLED", "REJECTED"})
    void endsWithTheTerminalEvent(PurchaseState state) {
        // given
        EventStream stream = live(PURCHASE, 5);

        // when
        live(stream, 6, state);

        // then
        assertThat(output.blocks()).containsExactly(block(6), END);
        assertOver(stream, CloseReason.SETTLED);
    }

    @Test
    void endsAtOnceWhereTheHistoryHasAll() {
        // given
        EventStream stream = begun(PURCHASE, 0);
        stream.learn(Purchases.standing(HASH, PurchaseState.SUCCESS, 2));

        // when
        stream.replay(List.of(event(1), event(2)), nanos);
        caughtUp(stream);

        // then
        assertThat(output.blocks()).containsExactly(block(1), block(2), END);
        assertOver(stream, CloseReason.SETTLED);
    }

    @Test
    void doesNotEndBeforeTheEventsThatTheFoundPurchaseHas() {
        // given a purchase that was read after its events, and has one more
        EventStream stream = begun(PURCHASE, 0);
        stream.learn(Purchases.standing(HASH, PurchaseState.SUCCESS, 3));

        // when
        stream.replay(List.of(event(1), event(2)), nanos);
        caughtUp(stream);
        tick(stream);

        // then
        assertThat(stream.isOver()).isFalse();
        live(stream, 3, PurchaseState.SUCCESS);
        assertThat(output.blocks()).containsExactly(block(1), block(2), block(3), END);
    }

    @Test
    void waitsForTheRefundWhereAWebhookMayTellOfIt() {
        // given
        EventStream stream = live(PURCHASE, 5);
        live(stream, 6, PurchaseState.FAILED);

        // when
        pass(StreamEnd.FOR_THE_REFUND.minusMillis(1));
        tick(stream);
        boolean early = stream.isOver();
        pass(Duration.ofMillis(1));
        tick(stream);

        // then
        assertThat(early).isFalse();
        assertThat(output.blocks()).startsWith(block(6)).endsWith(END);
        assertOver(stream, CloseReason.SETTLED);
    }

    @Test
    void endsWithTheRefund() {
        // given
        EventStream stream = live(PURCHASE, 5);
        live(stream, 6, PurchaseState.FAILED);

        // when
        live(stream, 7, Purchases.ended(Purchases.standing(HASH, PurchaseState.FAILED, 7), false,
                PurchaseRefund.CREDITS_RESTORED));

        // then
        assertThat(output.blocks()).containsExactly(block(6), block(7), END);
        assertOver(stream, CloseReason.SETTLED);
    }

    @Test
    void anotherAttemptGoesOnWhereTheFirstHadEnded() {
        // given
        EventStream stream = live(PURCHASE, 5);
        live(stream, 6, PurchaseState.FAILED);

        // when it is opened again within the wait for the refund
        pass(Duration.ofSeconds(1));
        live(stream, 7, PurchaseState.PENDING);
        pass(StreamEnd.FOR_THE_REFUND);
        tick(stream);

        // then
        assertThat(stream.isOver()).isFalse();
        live(stream, 8, PurchaseState.SUCCESS);
        assertOver(stream, CloseReason.SETTLED);
    }

    @Test
    void anOlderReadingOfThePurchaseChangesNothing() {
        // given
        EventStream stream = begun(PURCHASE, 0);
        live(stream, 7, PurchaseState.PENDING);

        // when what was read before is told after
        stream.learn(Purchases.standing(HASH, PurchaseState.SUCCESS, 6));
        stream.replay(List.of(event(6), event(7)), nanos);
        caughtUp(stream);

        // then
        assertThat(stream.isOver()).isFalse();
    }

    @Test
    void aFeedOutlivesEachOfItsPurchases() {
        // given
        EventStream stream = live(FEED, 5);

        // when
        live(stream, 6, PurchaseState.SUCCESS);
        pass(Duration.ofSeconds(1));
        tick(stream);

        // then
        assertThat(stream.isOver()).isFalse();
        assertThat(output.blocks()).containsExactly(block(6));
    }

    @Test
    void showsThatItLivesFifteenSecondsAfterTheLastBlock() {
        // given
        EventStream stream = live(FEED, 5);

        // when
        pass(Duration.ofSeconds(14));
        live(stream, 6, PurchaseState.PENDING);
        pass(Duration.ofSeconds(14));
        tick(stream);
        int early = output.blocks().size();
        pass(Duration.ofSeconds(1));
        tick(stream);
        tick(stream);

        // then
        assertThat(early).isEqualTo(1);
        assertThat(output.blocks()).containsExactly(block(6), ": heartbeat\n\n");
    }

    @Test
    void showsItToAScriptByAnEventWithoutAnId() {
        // given
        EventStream stream = new EventStream(FEED, ticket(), output, end(true), nanos + LIFE, this::over);
        stream.begin(0, nanos);

        // when
        pass(Duration.ofSeconds(15));
        tick(stream);

        // then
        assertThat(output.blocks()).containsExactly(": heartbeat\nevent: heartbeat\ndata: {}\n\n");
    }

    @Test
    void endsWithWhatItWasOpenedWith() {
        // given
        EventStream stream = live(PURCHASE, 5);

        // when
        now = CREDENTIAL_ENDS.minusMillis(1);
        tick(stream);
        boolean early = stream.isOver();
        now = CREDENTIAL_ENDS;
        tick(stream);

        // then
        assertThat(early).isFalse();
        assertThat(output.blocks()).containsExactly(EXPIRED);
        assertOver(stream, CloseReason.EXPIRED);
    }

    @Test
    void endsWithItsLongestLife() {
        // given
        EventStream stream = live(PURCHASE, 5);

        // when
        nanos += LIFE - 1;
        tick(stream);
        boolean early = stream.isOver();
        nanos += 1;
        tick(stream);

        // then
        assertThat(early).isFalse();
        assertThat(output.blocks()).containsExactly(": heartbeat\n\n", COME_BACK);
        assertOver(stream, CloseReason.MAX_LIFE);
    }

    @Test
    void endsBeforeItHasCaughtUpToo() {
        // given
        EventStream stream = begun(FEED, 0);

        // when
        now = CREDENTIAL_ENDS;
        tick(stream);
        int told = stream.replay(List.of(event(1)), nanos);

        // then
        assertThat(told).isZero();
        assertThat(caughtUp(stream)).as("nothing is read for it any more").isTrue();
        assertThat(output.blocks()).containsExactly(EXPIRED);
        assertOver(stream, CloseReason.EXPIRED);
    }

    static Stream<Consumer<EventStream>> whatIsTold() {
        return Stream.of(stream -> stream.live(published(6, Purchases.standing(HASH, PurchaseState.PENDING, 6)), 0, 0),
                stream -> stream.tick(HEARTBEAT - 2 + Long.MIN_VALUE, NOON.toEpochMilli(), HEARTBEAT, RETRY),
                stream -> stream.lapse(1, 0));
    }

    @ParameterizedTest
    @MethodSource("whatIsTold")
    void aReaderWhoTakesNothingMoreIsCompleted(Consumer<EventStream> told) {
        // given
        EventStream stream = live(PURCHASE, 5);
        output.fill();

        // when
        told.accept(stream);
        told.accept(stream);

        // then
        assertThat(output.blocks()).isEmpty();
        assertOver(stream, CloseReason.SLOW);
    }

    @Test
    void aReaderWhoTakesNothingMoreOfTheHistoryIsCompletedOnce() {
        // given
        EventStream stream = begun(PURCHASE, 0);
        output.fill();

        // when
        stream.replay(List.of(event(1), event(2)), nanos);

        // then
        assertOver(stream, CloseReason.SLOW);
    }

    @Test
    void aPurchaseTellsEachLapseOnce() {
        // given
        EventStream stream = live(PURCHASE, 5);

        // when
        List.of(1L, 1L, 2L, 1L).forEach(number -> stream.lapse(number, nanos));

        // then
        assertThat(output.blocks()).containsExactly(POLLING, POLLING);
    }

    @Test
    void aFeedTellsTheLapsesOfAllItsPurchasesOnceUntilAFreshBearerComes() {
        // given
        EventStream stream = live(FEED, 5);

        // when
        List.of(1L, 2L, 3L).forEach(number -> stream.lapse(number, nanos));
        stream.bearerCame();
        List.of(3L, 4L, 5L).forEach(number -> stream.lapse(number, nanos));

        // then
        assertThat(output.blocks()).containsExactly(POLLING, POLLING);
    }

    @Test
    void tellsALapseAfterTheHistory() {
        // given
        EventStream stream = new EventStream(PURCHASE, bearer(), output, end(true), nanos + LIFE, this::over);
        stream.lapse(1, nanos);

        // when
        stream.begin(0, nanos);
        stream.replay(List.of(event(1)), nanos);
        caughtUp(stream);

        // then
        assertThat(output.blocks()).containsExactly(block(1), POLLING);
    }

    @Test
    void aLapseThatIsOverBeforeTheHistoryIsIsNotTold() {
        // given
        EventStream stream = begun(FEED, 0);
        stream.lapse(1, nanos);

        // when
        stream.bearerCame();
        caughtUp(stream);

        // then
        assertThat(output.blocks()).isEmpty();
    }

    @Test
    void whatHasEndedTellsNoLapse() {
        // given
        EventStream stream = begun(PURCHASE, 0);
        stream.learn(Purchases.standing(HASH, PurchaseState.SUCCESS, 1));
        stream.lapse(1, nanos);

        // when
        stream.replay(List.of(event(1)), nanos);
        caughtUp(stream);

        // then
        assertThat(output.blocks()).containsExactly(block(1), END);
    }

    @Test
    void cannotBeBrokenOffBeforeTheHead() {
        // given
        EventStream stream = new EventStream(PURCHASE, bearer(), output, end(true), nanos + LIFE, this::over);

        // when
        stream.breakOff(CloseReason.DRAINING, RETRY);
        now = CREDENTIAL_ENDS;
        tick(stream);

        // then
        assertThat(stream.isOver()).isFalse();
        assertThat(output.blocks()).isEmpty();
        assertThat(ends).isEmpty();
        stream.begin(0, nanos);
        stream.breakOff(CloseReason.DRAINING, RETRY);
        assertThat(output.blocks()).containsExactly(COME_BACK);
        assertOver(stream, CloseReason.DRAINING);
    }

    @Test
    void whatIsAbandonedBeforeTheHeadLeavesTheResponseToOthers() {
        // given
        EventStream stream = new EventStream(PURCHASE, bearer(), output, end(true), nanos + LIFE, this::over);

        // when
        stream.abandon();
        stream.begin(0, nanos);

        // then
        assertThat(stream.isOver()).isTrue();
        assertThat(output.completions()).isZero();
        assertThat(ends).containsExactly(CloseReason.STORE);
    }

    static Stream<Consumer<EventStream>> endings() {
        return Stream.of(EventStream::readerLeft, EventStream::abandon,
                stream -> stream.breakOff(CloseReason.DRAINING, RETRY),
                stream -> stream.tick(0, CREDENTIAL_ENDS.toEpochMilli(), HEARTBEAT, RETRY),
                stream -> stream.live(published(6, Purchases.standing(HASH, PurchaseState.SUCCESS, 6)), 0,
                        NOON.toEpochMilli()));
    }

    @ParameterizedTest
    @MethodSource("endings")
    void isOverOnceWhateverComesAfterwards(Consumer<EventStream> ending) {
        // given
        EventStream stream = live(PURCHASE, 5);
        ending.accept(stream);
        assertThat(ends).hasSize(1);
        List<String> told = List.copyOf(output.blocks());

        // when
        endings().forEach(other -> other.accept(stream));
        stream.begin(0, nanos);
        stream.lapse(9, nanos);
        stream.replay(List.of(event(9)), nanos);
        pass(Duration.ofMinutes(11));
        tick(stream);

        // then
        assertThat(ends).hasSize(1);
        assertThat(output.completions()).isLessThanOrEqualTo(1);
        assertThat(output.blocks()).isEqualTo(told);
    }

    @Test
    void writesNothingToAReaderWhoHasLeft() {
        // given
        EventStream stream = live(PURCHASE, 5);

        // when
        stream.readerLeft();

        // then
        assertThat(output.completions()).isZero();
        assertThat(ends).containsExactly(CloseReason.READER_LEFT);
    }

    private void over(EventStream stream, CloseReason reason) {
        ends.add(reason);
    }

    private void assertOver(EventStream stream, CloseReason reason) {
        assertThat(stream.isOver()).isTrue();
        assertThat(ends).containsExactly(reason);
        assertThat(output.completions()).isEqualTo(1);
    }

    private EventStream begun(Topic topic, long afterId) {
        EventStream stream = new EventStream(topic, bearer(), output, end(true), nanos + LIFE, this::over);
        stream.begin(afterId, nanos);
        return stream;
    }

    /** One that has caught up, and has told nothing so far. */
    private EventStream live(Topic topic, long lastId) {
        EventStream stream = begun(topic, lastId);
        assertThat(caughtUp(stream)).isTrue();
        return stream;
    }

    private boolean caughtUp(EventStream stream) {
        return stream.caughtUp(nanos, now.toEpochMilli());
    }

    private boolean live(EventStream stream, long id, PurchaseState state) {
        return live(stream, id, Purchases.standing(HASH, state, id));
    }

    private boolean live(EventStream stream, long id, Purchase purchase) {
        return stream.live(published(id, purchase), nanos, now.toEpochMilli());
    }

    private void tick(EventStream stream) {
        stream.tick(nanos, now.toEpochMilli(), HEARTBEAT, RETRY);
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
        now = now.plus(time);
    }

    private static PublishedEvent published(long id, Purchase purchase) {
        return new PublishedEvent(new PurchaseChange(purchase, event(id)), 0);
    }

    private static PurchaseEvent event(long id) {
        return new PurchaseEvent(id, HASH, EventType.STATUS, false, NOON, "{\"n\":" + id + "}");
    }

    private static String block(long id) {
        return "id: " + id + "\nevent: status\ndata: {\"n\":" + id + "}\n\n";
    }

    private static StreamCredential bearer() {
        return new StreamCredential(StreamCredential.Kind.BEARER, ANA, CREDENTIAL_ENDS);
    }

    private static StreamCredential ticket() {
        return new StreamCredential(StreamCredential.Kind.TICKET, ANA, CREDENTIAL_ENDS);
    }

    private static StreamEnd end(boolean webhooks) {
        return new StreamEnd(() -> webhooks, () -> NOON);
    }
}
