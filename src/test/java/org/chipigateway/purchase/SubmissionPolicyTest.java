package org.chipigateway.purchase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chipigateway.purchase.Purchases.NOON;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.chipigateway.chipi.ChipiConfig;
import org.chipigateway.purchase.Send.Outcome;
import org.chipigateway.purchase.SubmissionPolicy.Decision;
import org.chipigateway.purchase.SubmissionPolicy.Step;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SubmissionPolicyTest {
    private static final Duration QUIET = Duration.ofSeconds(60);
    private final SubmissionPolicy policy = new SubmissionPolicy(new Account(), new Limits());

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
        Send claimedThenCrashed = new Send("h", 1, NOON, "replica", "http://chipi", "pk", null, null);
        LookUps absentTwice = LookUps.NONE.absent(NOON.plusSeconds(60), NOON).absent(NOON.plusSeconds(70), NOON);

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
            LookUps lookUps = LookUps.NONE.absent(first, quietUntil).absent(first.plusSeconds(10), quietUntil);

            // when, then
            assertThat(decide(first.plusSeconds(10), List.of(cut), lookUps).step()).isNotEqualTo(Step.SEND);
        }
    }

    @Test
    void sendsAgainOnlyAfterTwoProofsTenSecondsApart() {
        Send cut = send(NOON, Outcome.UNKNOWN);
        Instant quietUntil = NOON.plus(QUIET);
        LookUps once = LookUps.NONE.absent(quietUntil, quietUntil);

        assertThat(decide(quietUntil.plusSeconds(10), List.of(cut), once).step()).isEqualTo(Step.LOOK_UP);
        assertThat(decide(quietUntil.plusSeconds(9), List.of(cut), once.absent(quietUntil.plusSeconds(9), quietUntil))
                .step())
                .isNotEqualTo(Step.SEND);
        assertThat(decide(quietUntil.plusSeconds(10), List.of(cut), once.absent(quietUntil.plusSeconds(10), quietUntil))
                .step())
                .isEqualTo(Step.SEND);
    }

    @Test
    void anAnswerThatProvesNothingBreaksTheRun() {
        Send cut = send(NOON, Outcome.UNKNOWN);
        Instant quietUntil = NOON.plus(QUIET);
        LookUps broken = LookUps.NONE.absent(quietUntil, quietUntil).inconclusive(quietUntil.plusSeconds(5))
                .absent(quietUntil.plusSeconds(10), quietUntil);

        assertThat(decide(quietUntil.plusSeconds(10), List.of(cut), broken).step()).isNotEqualTo(Step.SEND);
    }

    @Test
    void waitsFifteenMinutesOnceAMidnightHasPassed() {
        // given a send just before midnight in Mexico City (06:00 UTC), looked up after it
        Instant beforeMidnight = Instant.parse("2026-03-10T05:55:00Z");
        Send cut = send(beforeMidnight, Outcome.UNKNOWN);
        Instant afterMidnight = Instant.parse("2026-03-10T06:00:30Z");

        // when, then
        assertThat(policy.quietUntil(List.of(cut), afterMidnight))
                .isEqualTo(beforeMidnight.plus(Duration.ofMinutes(15)));
        assertThat(policy.quietUntil(List.of(cut), Instant.parse("2026-03-10T05:59:59Z")))
                .isEqualTo(beforeMidnight.plus(QUIET));
    }

    @Test
    void sendsNoSecondTimeInTheTwoMinutesBeforeMidnight() {
        // given
        Instant start = Instant.parse("2026-03-10T23:56:30Z");
        Instant quietUntil = start.plus(QUIET);
        LookUps proven = LookUps.NONE.absent(quietUntil, quietUntil).absent(quietUntil.plusSeconds(45), quietUntil);

        // when
        Decision decision = policy.decide(Purchases.submitting("h", start), List.of(send(start, Outcome.UNKNOWN)),
                proven,
                Instant.parse("2026-03-10T23:58:15Z"));

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
            LookUps unsure = LookUps.NONE.inconclusive(now.minusSeconds(30));

            assertThat(decide(now, List.of(cut), unsure).step()).isIn(Step.WAIT, Step.LOOK_UP);
        }
    }

    @Test
    void rejectsWhatIsProvablyAbsentAfterItsTime() {
        Instant late = NOON.plus(Duration.ofMinutes(11));
        LookUps proven = LookUps.NONE.absent(late.minusSeconds(20), NOON.plus(QUIET)).absent(late, NOON.plus(QUIET));

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
                    lookUps = lookUps.absent(now, NOON.plus(QUIET));
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
        return policy.decide(Purchases.submitting("h", NOON), sends, lookUps, now);
    }

    private static Send send(Instant at, Outcome outcome) {
        return new Send("h", 1, at, "replica", "http://chipi", "pk", at, outcome);
    }

    private record Account() implements ChipiConfig {
        @Override
        public String baseUrl() {
            return "http://chipi";
        }

        @Override
        public String publicKey() {
            return "pk";
        }

        @Override
        public Duration quietTime() {
            return QUIET;
        }
    }

    record Limits() implements PurchaseConfig {
        @Override
        public Duration submitWithin() {
            return Duration.ofMinutes(10);
        }

        @Override
        public Duration duplicateWindow() {
            return Duration.ofMinutes(15);
        }

        @Override
        public Duration purchaseHorizon() {
            return Duration.ofHours(24);
        }

        @Override
        public Duration confirmationWait() {
            return Duration.ofSeconds(10);
        }
    }
}
