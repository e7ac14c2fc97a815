package org.chipigateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;

import org.chipigateway.purchase.PurchaseState;
import org.chipigateway.purchase.Purchases;
import org.junit.jupiter.api.Test;

/** What a reader is told, and in which order. */
class EventStreamTest extends OneReader {

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
    void writesNothingToAReaderWhoHasLeft() {
        // given
        EventStream stream = live(PURCHASE, 5);

        // when
        stream.readerLeft();

        // then
        assertThat(output.completions()).isZero();
        assertThat(ends).containsExactly(CloseReason.READER_LEFT);
    }
}
