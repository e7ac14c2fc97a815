package org.chipigateway.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.chipigateway.crash.Evidence.Answer;
import org.chipigateway.crash.Evidence.Debit;
import org.chipigateway.crash.Evidence.Event;
import org.chipigateway.crash.Evidence.Known;
import org.chipigateway.crash.Evidence.Reading;
import org.chipigateway.crash.Violation.Kind;
import org.junit.jupiter.api.Test;

/** A run proves something only because each of these is found. */
class AuditTest {
    private static final String HASH = "order-1";
    private static final String ROW = "sku-tx-1";
    private static final Event OPENED = event(1, "PENDING", "UNCONFIRMED");
    private static final Event CONFIRMED = event(4, "PENDING", "CONFIRMED");
    private static final Event SETTLED = event(9, "SUCCESS", "CONFIRMED");
    private static final List<Event> LOG = List.of(OPENED, CONFIRMED, SETTLED);

    private List<Debit> debits = List.of(new Debit(HASH, ROW, false));
    private Set<String> acknowledged = Set.of(HASH);
    private List<Known> purchases = List.of(new Known(HASH, ROW, "SUCCESS", "CONFIRMED", null, 9));
    private List<Event> log = LOG;
    private List<Reading> readings = List.of(new Reading(HASH, LOG, true));
    private List<Answer> answers = List.of(new Answer(HASH, "PENDING", 1), new Answer(HASH, "SUCCESS", 9));

    @Test
    void aPurchaseAsItShouldBeIsNoViolation() {
        assertThat(violations()).isEmpty();
    }

    @Test
    void aRefusedPurchaseWithoutADebitIsNoViolation() {
        // given
        refused(OPENED, event(5, "FAILED", "REJECTED"));

        // then
        assertThat(violations()).isEmpty();
    }

    @Test
    void aRefusedPurchaseMayBeginAgain() {
        // given
        log = List.of(OPENED, event(2, "FAILED", "REJECTED"), event(3, "status", "PENDING", "UNCONFIRMED", 2),
                event(9, "status", "SUCCESS", "CONFIRMED", 2));
        readings = List.of(new Reading(HASH, log, true), new Reading(HASH, log.subList(0, 2), true));

        // then
        assertThat(violations()).isEmpty();
    }

    @Test
    void aDetailAfterTheEndIsNoSecondEnd() {
        // given
        log = List.of(OPENED, CONFIRMED, event(8, "SUCCESS", "CONFIRMED"),
                event(9, "detail", "SUCCESS", "CONFIRMED", 1));
        readings = List.of(new Reading(HASH, log.subList(0, 3), true), new Reading(HASH, log, true));

        // then
        assertThat(violations()).isEmpty();
    }

    @Test
    void aSecondDebit() {
        // given
        debits = List.of(new Debit(HASH, ROW, false), new Debit(HASH, "sku-tx-2", false));

        // then
        assertThat(violations()).containsExactly(Kind.DOUBLED);
    }

    @Test
    void aDebitThatTheGatewayDoesNotKnow() {
        // given
        acknowledged = Set.of();
        purchases = List.of();
        log = List.of();

        // then
        assertThat(violations()).containsExactly(Kind.LOST);
    }

    @Test
    void aPurchaseThatAClientWasToldOfAndThatIsGone() {
        // given
        debits = List.of();
        purchases = List.of();
        log = List.of();

        // then
        assertThat(violations()).containsExactly(Kind.LOST);
    }

    @Test
    void aDebitOfAPurchaseThatCountsAsRefused() {
        // given
        refused(OPENED, event(5, "FAILED", "REJECTED"));
        debits = List.of(new Debit(HASH, ROW, false));

        // then
        assertThat(violations()).containsExactly(Kind.LOST);
    }

    @Test
    void aPurchaseUnderAnotherRowsId() {
        // given
        purchases = List.of(new Known(HASH, "sku-tx-2", "SUCCESS", "CONFIRMED", null, 9));

        // then
        assertThat(violations()).containsExactly(Kind.LOST);
    }

    @Test
    void aPurchaseWithoutADebit() {
        // given
        debits = List.of();

        // then
        assertThat(violations()).containsExactly(Kind.INVENTED);
    }

    @Test
    void aPurchaseThatNeverSettles() {
        // given
        purchases = List.of(new Known(HASH, ROW, "PENDING", "CONFIRMED", null, 4));
        readings = List.of();

        // then
        assertThat(violations()).containsExactly(Kind.UNRESOLVED);
    }

    @Test
    void anEndThatIsNotChipis() {
        // given
        debits = List.of(new Debit(HASH, ROW, true));

        // then
        assertThat(violations()).containsExactly(Kind.WRONG_END);
    }

    @Test
    void anIncident() {
        // given
        purchases = List.of(new Known(HASH, ROW, "SUCCESS", "CONFIRMED", "CONTRADICTION", 9));

        // then
        assertThat(violations()).containsExactly(Kind.INCIDENT);
    }

    @Test
    void idsThatDoNotIncrease() {
        assertThat(ofLog(OPENED, event(4, "PROCESSING", "CONFIRMED"), event(4, "SUCCESS", "CONFIRMED")))
                .contains(Kind.WRONG_HISTORY);
    }

    @Test
    void aBackwardState() {
        assertThat(ofLog(OPENED, event(4, "PROCESSING", "CONFIRMED"), event(5, "PENDING", "CONFIRMED"), SETTLED))
                .containsExactly(Kind.WRONG_HISTORY);
    }

    @Test
    void aSecondTerminalEvent() {
        assertThat(ofLog(OPENED, event(4, "FAILED", "CONFIRMED"), SETTLED)).containsExactly(Kind.WRONG_HISTORY);
        assertThat(ofLog(OPENED, event(4, "SUCCESS", "CONFIRMED"), SETTLED)).containsExactly(Kind.WRONG_HISTORY);
    }

    @Test
    void aRejectionOfWhatWasConfirmed() {
        // given
        refused(OPENED, CONFIRMED, event(5, "FAILED", "REJECTED"));

        // then
        assertThat(violations()).containsExactly(Kind.WRONG_HISTORY);
    }

    @Test
    void aHistoryThatDoesNotBeginAtTheBeginning() {
        assertThat(ofLog(CONFIRMED, SETTLED)).containsExactly(Kind.WRONG_HISTORY);
    }

    @Test
    void aHistoryWithoutItsEnd() {
        assertThat(ofLog(OPENED, CONFIRMED)).contains(Kind.WRONG_HISTORY, Kind.MISSING_EVENT);
        assertThat(ofLog()).containsExactly(Kind.MISSING_EVENT);
    }

    @Test
    void anEventThatAReaderMissed() {
        assertThat(read(true, OPENED, SETTLED)).containsExactly(Kind.MISSING_EVENT);
        assertThat(read(true, CONFIRMED, SETTLED)).containsExactly(Kind.MISSING_EVENT);
    }

    @Test
    void anEventThatAReaderSawTwice() {
        assertThat(read(true, OPENED, CONFIRMED, CONFIRMED, SETTLED)).containsExactly(Kind.REPEATED_EVENT);
        assertThat(read(true, OPENED, CONFIRMED, OPENED, CONFIRMED, SETTLED)).contains(Kind.REPEATED_EVENT);
    }

    @Test
    void aReaderWhoWasToldTheEndTooEarlyOrNever() {
        assertThat(read(true, OPENED, CONFIRMED)).containsExactly(Kind.MISSING_EVENT);
        assertThat(read(true)).containsExactly(Kind.MISSING_EVENT);
        assertThat(read(false, OPENED, CONFIRMED, SETTLED)).containsExactly(Kind.MISSING_EVENT);
    }

    @Test
    void anEventThatTheLogTellsOtherwise() {
        assertThat(read(true, OPENED, event(4, "PROCESSING", "CONFIRMED"), SETTLED))
                .containsExactly(Kind.OTHER_EVENT);
        assertThat(read(true, OPENED, CONFIRMED, event(5, "PROCESSING", "CONFIRMED"), SETTLED))
                .contains(Kind.OTHER_EVENT);
    }

    @Test
    void anAnswerThatAKillUndid() {
        // given
        answers = List.of(new Answer(HASH, "PROCESSING", 6));

        // then
        assertThat(violations()).containsExactly(Kind.OTHER_EVENT);
    }

    private List<Kind> ofLog(Event... events) {
        log = List.of(events);
        readings = List.of();
        answers = List.of();
        return violations();
    }

    private List<Kind> read(boolean finished, Event... events) {
        readings = List.of(new Reading(HASH, List.of(events), finished));
        return violations();
    }

    private void refused(Event... events) {
        log = List.of(events);
        debits = List.of();
        purchases = List.of(
                new Known(HASH, HASH, "FAILED", "REJECTED", null, log.get(log.size() - 1).id()));
        readings = List.of(new Reading(HASH, log, true));
        answers = List.of();
    }

    private List<Kind> violations() {
        List<Kind> kinds = new ArrayList<>();
        Audit.of(new Evidence(debits, acknowledged, purchases, Map.of(HASH, log), readings, answers))
                .forEach(violation -> kinds.add(violation.kind()));
        return kinds;
    }

    private static Event event(long id, String status, String submission) {
        return event(id, "status", status, submission, 1);
    }

    private static Event event(long id, String type, String status, String submission, int attempt) {
        boolean terminal = Stream.of("SUCCESS", "FAILED", "CANCELLED").anyMatch(status::equals);
        return new Event(id, type, """
                {"status":"%s","terminal":%s,"transaction":{"gateway":{"submission":"%s","attempt":%d}}}"""
                .formatted(status, terminal, submission, attempt));
    }
}
