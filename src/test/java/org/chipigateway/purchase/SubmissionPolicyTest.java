package org.chipigateway.purchase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chipigateway.purchase.Purchases.NOON;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.chipigateway.chipi.Account;
import org.chipigateway.purchase.Send.Outcome;
import org.chipigateway.purchase.SubmissionPolicy.Decision;
import org.chipigateway.purchase.SubmissionPolicy.Step;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SubmissionPolicyTest {
    private static final Duration QUIET = TestChipi.QUIET;
    /** A process that took the purchase up at noon, and sent nothing itself. */
    private static final Recollection BARE = Recollection.from(moment(NOON));
    private final SubmissionPolicy policy = new SubmissionPolicy(new TestChipi(), new TestLimits(false));

    @Test
    void sendsWhatWasNeverSent() {
        assertThat(decide(NOON, List.of(), LookUps.NONE).step()).isEqualTo(Step.SEND);
    }

    @ParameterizedTest
    @EnumSource(value = Outcome.class, names = { "UNMADE", "REFUSED"})
    void sendsAgainWhatDebitedNothing(Outcome outcome) {
        assertThat(decide(NOON.plusSeconds(1), List.of(send(NOON, outcome)), LookUps.NONE).step()).isEqualTo(Step.SEND);
    }

    @Test
    void looksUpAnUnknownOutcomeAtOnce() {
        assertThat(decide(NOON.plusSeconds(1), List.of(send(NOON, Outcome.UNKNOWN)), LookUps.NONE).step())
                .isEqualTo(Step.LOOK_UP);
    }

    @Test
    void treatsASendWhoseEndNobodySawAsMade() {
        // given
        Send claimedThenCrashed = new Send("h", 1, NOON, "replica", new Account("http://chipi", "pk"), null, null);
        LookUps absentTwice = absent(NOON, NOON.plusSeconds(60), NOON.plusSeconds(70));

        // when
        Decision decision = decide(NOON.plusSeconds(71), List.of(claimedThenCrashed), absentTwice);

        // then: it may have run until 40 s after its start, so that quiet begins only then
        assertThat(decision.step()).isNotEqualTo(Step.SEND);
    }

    @Test
    void neverSendsAgainBeforeTheQuietTimeIsOver() {
        Send cut = send(NOON, Outcome.UNKNOWN);
        Instant quietUntil = NOON.plus(QUIET);
        for (int second = 0; second < 70; second++) {
            // given two answers "absent" 10 s apart, the first one asked for before the quiet time was over
            Instant first = NOON.plusSeconds(second).isBefore(quietUntil)
                    ? NOON.plusSeconds(second)
                    : quietUntil.minusMillis(1);
            LookUps lookUps = absent(quietUntil, first, first.plusSeconds(10));

            // when, then
            assertThat(decide(first.plusSeconds(10), List.of(cut), lookUps).step()).isNotEqualTo(Step.SEND);
        }
    }

    @Test
    void sendsAgainOnlyAfterTwoProofsTenSecondsApart() {
        Send cut = send(NOON, Outcome.UNKNOWN);
        Instant quietUntil = NOON.plus(QUIET);
        LookUps once = absent(quietUntil, quietUntil);

        assertThat(decide(quietUntil.plusSeconds(10), List.of(cut), once).step()).isEqualTo(Step.LOOK_UP);
        assertThat(decide(quietUntil.plusSeconds(9), List.of(cut),
                absent(quietUntil, quietUntil, quietUntil.plusSeconds(9)))
                .step())
                .isNotEqualTo(Step.SEND);
        assertThat(decide(quietUntil.plusSeconds(10), List.of(cut),
                absent(quietUntil, quietUntil, quietUntil.plusSeconds(10)))
                .step())
                .isEqualTo(Step.SEND);
    }

    @Test
    void theTenSecondsCountFromTheFirstAnswerHoweverSlowItWas() {
        // given
        Send cut = send(NOON, Outcome.UNKNOWN);
        Instant quietUntil = NOON.plus(QUIET);
        Instant answered = quietUntil.plusSeconds(9);
        LookUps slow = LookUps.NONE.absent(moment(quietUntil), moment(answered), quiet(quietUntil));

        // when
        Decision next = decide(answered, List.of(cut), slow);
        Decision tooSoon = decide(answered.plusSeconds(9), List.of(cut), again(slow, answered.plusMillis(9_999)));
        Decision proven = decide(answered.plusSeconds(10), List.of(cut), again(slow, answered.plusSeconds(10)));

        // then
        assertThat(next).isEqualTo(Decision.waitUntil(answered.plusSeconds(10)));
        assertThat(tooSoon.step()).isNotEqualTo(Step.SEND);
        assertThat(proven.step()).isEqualTo(Step.SEND);
    }

    private static LookUps again(LookUps before, Instant at) {
        return before.absent(moment(at), moment(at), quiet(NOON.plus(QUIET)));
    }

    @Test
    void anAnswerThatProvesNothingBreaksTheRun() {
        Send cut = send(NOON, Outcome.UNKNOWN);
        Instant quietUntil = NOON.plus(QUIET);
        LookUps broken = absent(quietUntil, quietUntil).inconclusive(moment(quietUntil.plusSeconds(5)))
                .absent(moment(quietUntil.plusSeconds(10)), moment(quietUntil.plusSeconds(10)), quiet(quietUntil));

        assertThat(decide(quietUntil.plusSeconds(10), List.of(cut), broken).step()).isNotEqualTo(Step.SEND);
    }

    @Test
    void waitsFifteenMinutesOnceAMidnightHasPassed() {
        // given a send just before midnight in Mexico City (06:00 UTC), looked up after it
        Instant beforeMidnight = Instant.parse("2026-03-10T05:55:00Z");
        Send cut = send(beforeMidnight, Outcome.UNKNOWN);
        Instant afterMidnight = Instant.parse("2026-03-10T06:00:30Z");

        // when, then
        assertThat(quietUntil(cut, afterMidnight))
                .isEqualTo(beforeMidnight.plus(Duration.ofMinutes(15)));
        assertThat(quietUntil(cut, Instant.parse("2026-03-10T05:59:59Z")))
                .isEqualTo(beforeMidnight.plus(QUIET));
    }

    @Test
    void sendsNoSecondTimeInTheTwoMinutesBeforeMidnight() {
        // given
        Instant start = Instant.parse("2026-03-10T23:56:30Z");
        Instant quietUntil = start.plus(QUIET);
        LookUps proven = absent(quietUntil, quietUntil, quietUntil.plusSeconds(45));

        // when
        Decision decision = policy.decide(Purchases.submitting("h", start), List.of(send(start, Outcome.UNKNOWN)),
                Recollection.from(moment(start)).lookedUp(proven), moment(Instant.parse("2026-03-10T23:58:15Z")));

        // then
        assertThat(decision).isEqualTo(Decision.waitUntil(Instant.parse("2026-03-11T00:00:00Z")));
    }

    @Test
    void rejectsWhatWasNeverSentInItsTime() {
        assertThat(decide(NOON.plus(Duration.ofMinutes(10)), List.of(), LookUps.NONE).step()).isEqualTo(Step.SEND);
        assertThat(decide(NOON.plus(Duration.ofMinutes(10)).plusMillis(1), List.of(), LookUps.NONE).step())
                .isEqualTo(Step.REJECT);
    }

    @Test
    void neverRejectsWhatIsUnsure() {
        Send cut = send(NOON, Outcome.UNKNOWN);
        for (int minute = 11; minute < 24 * 60; minute += 7) {
            Instant now = NOON.plus(Duration.ofMinutes(minute));
            LookUps unsure = LookUps.NONE.inconclusive(moment(now.minusSeconds(30)));

            assertThat(decide(now, List.of(cut), unsure).step()).isIn(Step.WAIT, Step.LOOK_UP);
        }
    }

    @Test
    void rejectsWhatIsProvablyAbsentAfterItsTime() {
        Instant late = NOON.plus(Duration.ofMinutes(11));
        LookUps proven = absent(NOON.plus(QUIET), late.minusSeconds(20), late);

        assertThat(decide(late, List.of(send(NOON, Outcome.UNKNOWN)), proven).step()).isEqualTo(Step.REJECT);
    }

    @Test
    void looksUpEverMoreSlowlyButAsSoonAsAnAnswerCanProveSomething() {
        // given
        Send cut = send(NOON, Outcome.UNKNOWN);
        LookUps lookUps = LookUps.NONE;
        Instant now = NOON;

        // when every answer is "absent"
        int lookUpsBeforeQuiet = 0;
        Instant sentAgainAt = null;
        for (int steps = 0; steps < 50 && sentAgainAt == null; steps++) {
            Decision decision = decide(now, List.of(cut), lookUps);
            switch (decision.step()) {
                case LOOK_UP -> {
                    lookUps = again(lookUps, now);
                    lookUpsBeforeQuiet += now.isBefore(NOON.plus(QUIET)) ? 1 : 0;
                }
                case WAIT -> now = decision.at();
                default -> sentAgainAt = now;
            }
        }

        // then
        assertThat(lookUpsBeforeQuiet).isBetween(4, 8);
        assertThat(sentAgainAt).isEqualTo(NOON.plus(QUIET).plusSeconds(10));
    }

    private Decision decide(Instant now, List<Send> sends, LookUps lookUps) {
        return policy.decide(Purchases.submitting("h", NOON), sends, BARE.lookedUp(lookUps), moment(now));
    }

    private static Send send(Instant at, Outcome outcome) {
        return new Send("h", 1, at, "replica", new Account("http://chipi", "pk"), at, outcome);
    }

    @Test
    void knowsOfItsOwnSendsEndEvenWhereTheStoreDoesNot() {
        // given a send that was claimed at noon, and whose clock was then set forward before its end, which wasn't stored
        Send claimed = new Send("h", 1, NOON, "replica", new Account("http://chipi", "pk"), null, null);
        Moment end = new Moment(NOON.plusSeconds(600), moment(NOON).nanos() + 1_000_000_000L);

        // when
        QuietTime quiet = policy.quietTime(List.of(claimed), BARE.sent(end), end);

        // then
        assertThat(quiet.until()).isEqualTo(end.at().plus(QUIET));
        assertThat(quiet.isOverAt(new Moment(end.at().plus(QUIET), end.nanos() + 1))).isFalse();
    }

    @Test
    void waitsNoLongerBecauseTheMachineSleptBeforeTheEndOfItsOwnSendWasNoted() {
        // given a send whose time was over after 30 s, and a sleep before the store had it
        Moment end = moment(NOON.plusSeconds(30));
        Moment awake = new Moment(NOON.plus(Duration.ofHours(3)), end.nanos() + 1);
        Send noted = new Send("h", 1, NOON, "replica", new Account("http://chipi", "pk"), awake.at(), Outcome.UNKNOWN);

        // when
        QuietTime quiet = policy.quietTime(List.of(noted), BARE.sent(end), awake);

        // then
        Duration most = Send.LONGEST.plus(QUIET);
        assertThat(quiet.endSeenFrom(awake)).isBetween(awake.at().plus(QUIET), awake.at().plus(most));
        assertThat(quiet.isOverAt(later(awake, QUIET.minusMillis(1)))).isFalse();
        assertThat(quiet.isOverAt(later(awake, most))).isTrue();
    }

    private static Moment later(Moment than, Duration by) {
        return new Moment(than.at().plus(by), than.nanos() + by.toNanos());
    }

    @Test
    void givesAPurchaseNoMoreTimeWhereTheClockWasSetBack() {
        // given
        Moment anHourAgain = new Moment(NOON.plusSeconds(1), moment(NOON).nanos() + Duration.ofHours(1).toNanos());

        // when, then
        assertThat(policy.decide(Purchases.submitting("h", NOON), List.of(), BARE, anHourAgain).step())
                .isEqualTo(Step.REJECT);
    }

    @Test
    void neverSendsNorRejectsWhatHasAnIncident() {
        Purchase strange = Purchases.submitting("h", NOON).withIncident("OLDER_ROW", NOON);
        LookUps proven = absent(NOON.plus(QUIET), NOON.plusSeconds(60), NOON.plusSeconds(70));
        for (List<Send> sends : List.of(List.<Send>of(), List.of(send(NOON, Outcome.UNKNOWN)))) {
            for (int minute = 2; minute < 60; minute++) {
                assertThat(policy.decide(strange, sends, BARE.lookedUp(proven),
                        moment(NOON.plus(Duration.ofMinutes(minute)))).step()).isIn(Step.WAIT, Step.LOOK_UP);
            }
        }
    }

    @Test
    void looksUpFirstWhereToldTo() {
        // given
        SubmissionPolicy restored = new SubmissionPolicy(new TestChipi(), new TestLimits(true));
        Purchase purchase = Purchases.submitting("h", NOON);
        Moment now = moment(NOON.plusSeconds(1));

        // when, then
        assertThat(restored.decide(purchase, List.of(), BARE, now).step()).isEqualTo(Step.LOOK_UP);
        assertThat(restored.decide(purchase, List.of(), BARE.lookedUp(LookUps.NONE.inconclusive(now)),
                moment(NOON.plusSeconds(30))).step()).isEqualTo(Step.LOOK_UP);
        assertThat(restored.decide(purchase, List.of(), BARE.lookedUp(absent(NOON, NOON.plusSeconds(1))), now).step())
                .isEqualTo(Step.SEND);
    }

    private Instant quietUntil(Send send, Instant now) {
        return policy.quietTime(List.of(send), BARE, moment(now)).until();
    }

    /** What look-ups show that were made then, and all answered "absent". */
    private static LookUps absent(Instant quietUntil, Instant... asked) {
        LookUps lookUps = LookUps.NONE;
        for (Instant at : asked) {
            lookUps = lookUps.absent(moment(at), moment(at), quiet(quietUntil));
        }
        return lookUps;
    }

    private static QuietTime quiet(Instant until) {
        return new QuietTime(moment(NOON), until);
    }

    private static Moment moment(Instant at) {
        return new Moment(at, 7_000_000_000L + Duration.between(NOON, at).toNanos());
    }
}
