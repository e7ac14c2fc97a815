package org.chipigateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chipigateway.purchase.Purchases.NOON;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.chipigateway.purchase.PurchaseRefund;
import org.chipigateway.purchase.PurchaseState;
import org.chipigateway.purchase.Purchases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** How a stream comes to its end, each once. */
class EventStreamEndTest extends OneReader {

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
}
