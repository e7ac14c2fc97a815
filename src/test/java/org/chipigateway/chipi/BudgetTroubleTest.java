package org.chipigateway.chipi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chipigateway.chipi.RequestClass.CATALOGUE;
import static org.chipigateway.chipi.RequestClass.LOOK_UP;
import static org.chipigateway.chipi.RequestClass.POLL;
import static org.chipigateway.chipi.RequestClass.SUBMISSION;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.chipigateway.chipi.BudgetWorld.Asked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Restarts, a store that is away, Chipi's own 429, and Chipi down. */
class BudgetTroubleTest {
    private static final Duration LONG = Duration.ofMinutes(20);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final ChipiFailure DOWN = new ChipiFailure.Unreachable("nobody there", null);

    private final BudgetWorld world = new BudgetWorld(100);

    @AfterEach
    void neverMoreThanAllowed() {
        world.neverMoreThanAllowed();
    }

    @Test
    void aNewProcessKnowsWhatTheOldOneUsed() {
        // given
        world.requests(97, SUBMISSION, "ana", LONG);
        world.pass(SECOND.multipliedBy(10));

        // when
        world.restart();
        List<Asked> after = world.requests(97, SUBMISSION, "ana", LONG);
        world.pass(SECOND.multipliedBy(49));

        // then
        assertThat(after).filteredOn(Asked::granted).hasSizeLessThanOrEqualTo(3);

        // when
        world.pass(SECOND.multipliedBy(15));

        // then
        assertThat(after).filteredOn(Asked::granted).hasSizeGreaterThan(90);
    }

    @Test
    void whatIsLongAgoIsForgotten() {
        // given
        for (int i = 0; i < 300; i++) {
            world.request(SUBMISSION, "ana", LONG);
            world.pass(SECOND);
        }
        world.pass(MINUTE.multipliedBy(3));

        // when
        world.restart();
        world.pass(SECOND);

        // then
        assertThat(world.budget.standing().left()).isGreaterThanOrEqualTo(85);
        assertThat(world.disk.size()).isLessThan(40);
    }

    @Test
    void aClockThatWasSetBackLetsNobodyInEarlyAndKeepsNobodyOutForLong() {
        // given
        world.requests(97, SUBMISSION, "ana", LONG);
        world.pass(SECOND.multipliedBy(30));
        world.request(SUBMISSION, "ana", LONG);
        world.pass(SECOND);
        world.time.set(Duration.ofHours(-3));

        // when
        world.restart();
        List<Asked> after = world.requests(50, SUBMISSION, "ana", LONG);
        world.pass(SECOND.multipliedBy(28));

        // then
        assertThat(after).filteredOn(Asked::granted).hasSizeLessThanOrEqualTo(3);

        // when
        world.pass(SECOND.multipliedBy(36));

        // then
        assertThat(after).allMatch(Asked::granted);
    }

    @Test
    void noRequestWaitsForTheDiskAndFewWritesServeThem() {
        // given
        world.disk.takes = Duration.ofMillis(50);
        int before = world.disk.writes;
        List<Asked> all = new ArrayList<>();

        // when
        for (int i = 0; i < 190; i++) {
            all.add(world.request(SUBMISSION, "ana", LONG));
            world.pass(MINUTE.dividedBy(95));
        }

        // then
        assertThat(all).allMatch(asked -> asked.waited.isZero());
        assertThat(world.disk.writes - before).isLessThanOrEqualTo(190 / 5 + 1);
    }

    @Test
    void aBurstIsBookedAtOnce() {
        // given
        int before = world.disk.writes;

        // when
        List<Asked> all = world.requests(97, SUBMISSION, "ana", LONG);
        world.pass(Duration.ofMillis(20));

        // then
        assertThat(all).allMatch(Asked::granted);
        assertThat(world.disk.writes - before).isLessThanOrEqualTo(3);
    }

    @Test
    void theFirstRequestWaitsForOneWriteAtMost() {
        world.disk.takes = Duration.ofMillis(5);
        world.restart();

        Asked first = world.request(SUBMISSION, "ana", LONG);
        world.pass(SECOND);

        assertThat(first.waited).isEqualTo(Duration.ofMillis(10));
    }

    @Test
    void withoutTheStoreNothingIsGrantedBeyondWhatIsBooked() {
        // given
        world.disk.away = true;
        List<Asked> all = world.requests(50, SUBMISSION, "ana", LONG);

        // when
        world.pass(MINUTE);

        // then
        assertThat(all).filteredOn(Asked::granted).hasSize(10);

        // when
        world.disk.away = false;
        world.pass(SECOND.multipliedBy(2));

        // then
        assertThat(all).allMatch(Asked::granted);
    }

    @Test
    void aStartWithoutTheStoreGrantsNothing() {
        // given
        world.disk.away = true;
        world.restart();
        Asked first = world.request(SUBMISSION, "ana", LONG);

        // when
        world.pass(MINUTE);

        // then
        assertThat(first.granted()).isFalse();

        // when
        world.disk.away = false;
        world.pass(SECOND.multipliedBy(2));

        // then
        assertThat(first.granted()).isTrue();
    }

    @Test
    void a429PausesEverybodyAndHalvesTheRateOnce() {
        // given
        List<Asked> together = asked(4);

        // when
        together.forEach(asked -> asked.permit.end(new ChipiFailure.RateLimited(SECOND.multipliedBy(7))));
        List<Asked> after = world.requests(100, SUBMISSION, "ana", LONG);

        // then
        world.pass(SECOND.multipliedBy(6));
        assertThat(after).noneMatch(Asked::granted);
        assertThat(world.budget.standing().left()).isZero();
        world.pass(SECOND.multipliedBy(2));
        assertThat(after).filteredOn(Asked::granted).hasSize(50 - 4 - 1);
    }

    @Test
    void theRateComesBackByATenthEachQuietMinute() {
        // given
        asked(1).get(0).permit.end(new ChipiFailure.RateLimited(SECOND));

        // then
        assertThat(limitAfter(SECOND.multipliedBy(2))).isEqualTo(50);
        assertThat(limitAfter(MINUTE)).isEqualTo(60);
        assertThat(limitAfter(MINUTE)).isEqualTo(70);
        assertThat(limitAfter(MINUTE.multipliedBy(10))).isEqualTo(100);
    }

    @Test
    void theRateNeverFallsBelowATenthAndNoPauseIsLongerThanFiveMinutes() {
        // when
        for (int i = 0; i < 10; i++) {
            Asked asked = asked(1).get(0);
            asked.permit.end(new ChipiFailure.RateLimited(Duration.ofHours(1)));
            world.pass(MINUTE.multipliedBy(5).plusMillis(10));
        }

        // then
        assertThat(limitAfter(Duration.ZERO)).isEqualTo(10);
    }

    private int limitAfter(Duration length) {
        world.pass(length);
        return (int) world.metrics.get("chipi_budget_limit").gauge().value();
    }

    @Test
    void asksNothingMoreWhileChipiIsDownButTriesOnceInAWhile() {
        // given
        asked(10).forEach(asked -> asked.permit.end(DOWN));
        assertThat(world.budget.down()).contains(SECOND.multipliedBy(5));

        // when
        Asked page = world.request(CATALOGUE, "ana", SECOND.multipliedBy(2));
        List<Asked> submissions = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            submissions.add(world.ask(SUBMISSION, "ana", LONG, asked -> {
            }));
        }
        Asked lookUp = world.ask(LOOK_UP, "ana", LONG, asked -> {
        });
        world.pass(SECOND.multipliedBy(4));

        // then
        assertThat(page.refusal().chipiIsDown()).isTrue();
        assertThat(lookUp.granted()).isFalse();

        // when
        world.pass(SECOND.multipliedBy(30));

        // then
        assertThat(lookUp.granted()).as("what moves no money tries first").isTrue();
        assertThat(submissions).noneMatch(Asked::granted);
        assertThat(world.budget.down()).as("one is trying").isPresent();

        // when
        lookUp.permit.end(DOWN);
        world.pass(SECOND.multipliedBy(9));
        assertThat(submissions).noneMatch(Asked::granted);
        world.pass(SECOND.multipliedBy(2));

        // then
        assertThat(submissions).filteredOn(Asked::granted).hasSize(1);

        // when
        submissions.get(0).permit.end(null);

        // then
        assertThat(submissions).allMatch(Asked::granted);
        assertThat(world.budget.down()).isEmpty();
    }

    @Test
    void noticesWithinAQuarterOfAMinuteThatChipiIsBackHoweverLongItWasAway() {
        // given
        asked(10).forEach(asked -> asked.permit.end(DOWN));

        // when
        for (int trial = 0; trial < 8; trial++) {
            Asked one = world.ask(LOOK_UP, "ana", LONG, asked -> {
            });
            world.pass(SECOND.multipliedBy(16));
            assertThat(one.granted()).isTrue();
            one.permit.end(DOWN);
        }

        // then
        assertThat(world.budget.down()).contains(SECOND.multipliedBy(15));
    }

    @Test
    void somebodyMayTryWhereNobodyWaits() {
        asked(10).forEach(asked -> asked.permit.end(DOWN));
        world.pass(SECOND.multipliedBy(6));

        assertThat(world.budget.down()).isEmpty();
    }

    @Test
    void aTrialThatIsGivenBackIsNone() {
        // given
        asked(10).forEach(asked -> asked.permit.end(DOWN));
        Asked first = world.ask(SUBMISSION, "ana", LONG, asked -> {
        });
        Asked second = world.ask(SUBMISSION, "ana", LONG, asked -> {
        });
        world.pass(SECOND.multipliedBy(6));
        assertThat(second.granted()).isFalse();

        // when
        first.permit.giveBack();

        // then
        assertThat(second.granted()).isTrue();
    }

    @Test
    void aFewFailuresAmongAnswersStopNobody() {
        for (int i = 0; i < 40; i++) {
            int number = i;
            world.ask(POLL, "ana", LONG, asked -> asked.permit.end(number % 2 == 0 ? DOWN : null));
            world.pass(SECOND);
        }

        assertThat(world.budget.down()).isEmpty();
    }

    private List<Asked> asked(int count) {
        List<Asked> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(world.ask(SUBMISSION, "early", LONG, asked -> {
            }));
        }
        world.pass(Duration.ofMillis(20));
        assertThat(all).allMatch(Asked::granted);
        return all;
    }
}
