package org.chipigateway.chipi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chipigateway.chipi.RequestClass.CATALOGUE;
import static org.chipigateway.chipi.RequestClass.LOOK_UP;
import static org.chipigateway.chipi.RequestClass.POLL;
import static org.chipigateway.chipi.RequestClass.SUBMISSION;
import static org.chipigateway.chipi.RequestClass.WATCHED_POLL;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import org.chipigateway.chipi.BudgetWorld.Asked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is served when: order, shares and turns, at a hundred requests a minute. */
class RequestBudgetTest {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final BudgetWorld world = new BudgetWorld(100);

    @AfterEach
    void neverMoreThanAllowed() {
        world.neverMoreThanAllowed();
    }

    @Test
    void ninetyFiveSubmissionsAMinuteGoOnForEverWithoutAQueue() {
        // when
        List<Asked> all = new ArrayList<>();
        for (int i = 0; i < 950; i++) {
            all.add(world.request(SUBMISSION, "owner-" + i % 7, LONG));
            world.pass(MINUTE.dividedBy(95));
        }
        world.pass(SECOND);

        // then
        assertThat(all).allMatch(Asked::granted);
        assertThat(all.stream().map(asked -> asked.waited).max(Comparator.naturalOrder()).orElseThrow())
                .isLessThan(Duration.ofMillis(100));
    }

    /** What the others take in a rush's first seconds is missing for a whole minute. */
    @Test
    void aRushOutOfNothingIsSeenBeforePollsAndCatalogueHaveTakenItsPlaces() {
        // when each submission brings a SKU to read and, soon after, a poll
        List<Asked> submissions = new ArrayList<>();
        for (int i = 0; i < 95 * 5; i++) {
            String owner = "owner-" + i % 20;
            world.request(CATALOGUE, owner, Duration.ofSeconds(2));
            submissions.add(world.request(SUBMISSION, owner, LONG));
            if (i > 3) {
                world.request(WATCHED_POLL, owner, Duration.ofMinutes(2));
            }
            world.pass(MINUTE.dividedBy(95));
        }

        // then
        assertThat(submissions.subList(0, 470)).allMatch(Asked::granted);
        assertThat(submissions.stream().filter(Asked::granted).map(asked -> asked.waited)
                .max(Comparator.naturalOrder()).orElseThrow()).isLessThan(Duration.ofSeconds(8));
    }

    @Test
    void pollsLeaveFortyPlacesToSubmissionsHoweverManyWait() {
        // given
        for (int owner = 0; owner < 50; owner++) {
            world.requests(20, owner % 2 == 0 ? POLL : WATCHED_POLL, owner, LONG);
        }
        world.pass(Duration.ofMinutes(3));
        assertThat(world.mostInAMinute()).isLessThanOrEqualTo(60);
        assertThat(world.seen).hasSizeGreaterThan(150);

        // when
        List<Asked> submissions = world.requests(40, SUBMISSION, "ana", LONG);
        world.pass(Duration.ofMillis(50));

        // then
        assertThat(submissions).allMatch(Asked::granted);
    }

    @Test
    void pollsGiveWayToTheSubmissionsThatAreExpected() {
        // given
        world.requests(400, POLL, "polls", LONG);
        List<Asked> late = new ArrayList<>();

        // when
        for (int i = 0; i < 80 * 4; i++) {
            Asked submission = world.request(SUBMISSION, "ana", LONG);
            world.pass(MINUTE.dividedBy(80));
            if (i > 80 && (!submission.granted() || submission.waited.compareTo(Duration.ofMillis(100)) > 0)) {
                late.add(submission);
            }
        }

        // then
        assertThat(late).isEmpty();
        assertThat(world.grantedOf(POLL)).isGreaterThan(60);
    }

    @Test
    void submissionsLeaveARestToEverybodyElse() {
        // given
        world.requests(300, SUBMISSION, "ana", LONG);
        world.requests(20, WATCHED_POLL, "bea", LONG);
        world.requests(20, POLL, "bea", LONG);
        world.requests(20, CATALOGUE, "bea", LONG);

        // when
        world.pass(Duration.ofMinutes(3));

        // then
        assertThat(world.grantedOf(SUBMISSION)).isGreaterThan(270);
        for (RequestClass other : List.of(WATCHED_POLL, POLL, CATALOGUE)) {
            assertThat(world.grantedOf(other)).as(other.name()).isGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void oneOfFiveGoesToALookUpThatWaits() {
        // given
        world.requests(97, SUBMISSION, "ana", LONG);
        world.pass(SECOND);
        int before = world.granted.size();
        world.requests(50, SUBMISSION, "ana", LONG);
        world.requests(50, LOOK_UP, "bea", LONG);

        // when
        world.pass(MINUTE.plusSeconds(1));

        // then
        List<RequestClass> next = world.granted.subList(before, before + 50).stream().map(asked -> asked.of).toList();
        assertThat(next).filteredOn(LOOK_UP::equals).hasSize(10);
        assertThat(next.indexOf(LOOK_UP)).isLessThanOrEqualTo(4);
    }

    @Test
    void oneOwnersQueueHoldsUpNobodyElse() {
        // given
        world.requests(97, SUBMISSION, "ana", LONG);
        world.pass(SECOND);
        world.requests(200, SUBMISSION, "ana", LONG);
        world.pass(SECOND.multipliedBy(20));
        Asked bea = world.request(SUBMISSION, "bea", LONG);
        Asked carla = world.request(SUBMISSION, "carla", LONG);

        // when
        world.pass(SECOND.multipliedBy(40));

        // then
        int first = world.granted.indexOf(bea);
        assertThat(first).isBetween(97, 98);
        assertThat(world.granted.indexOf(carla)).isEqualTo(first + 1);
        List<Asked> anas = world.granted.stream().filter(asked -> asked.turn.equals("ana")).toList();
        assertThat(anas).isSortedAccordingTo(Comparator.comparingLong(asked -> asked.at));
    }

    @Test
    void oneCallerHasFivePagesOfTheCatalogueAndAllHaveTwenty() {
        // when
        List<Asked> anas = world.requests(100, CATALOGUE, "ana", Duration.ofSeconds(2));
        List<Asked> others = new ArrayList<>();
        for (int owner = 0; owner < 10; owner++) {
            others.addAll(world.requests(3, CATALOGUE, owner, Duration.ofSeconds(2)));
        }
        world.pass(Duration.ofMillis(50));

        // then
        assertThat(anas).filteredOn(Asked::granted).hasSize(5);
        assertThat(others).filteredOn(Asked::granted).hasSize(15);
        assertThat(anas).filteredOn(asked -> !asked.granted()).hasSize(95)
                .allSatisfy(asked -> assertThat(asked.refusal().retryAfter()).isBetween(Duration.ofSeconds(59),
                        Duration.ofMinutes(5)));

        // when
        world.pass(Duration.ofSeconds(61));

        // then
        List<Asked> later = world.requests(6, CATALOGUE, "ana", Duration.ofSeconds(2));
        world.pass(Duration.ofMillis(50));
        assertThat(later).filteredOn(Asked::granted).hasSize(5);
    }

    @Test
    void pollsLeaveOneByOneAfterAStart() {
        // given
        for (int owner = 0; owner < 500; owner++) {
            world.request(owner < 20 ? WATCHED_POLL : POLL, owner, LONG);
        }

        // when
        world.pass(SECOND);

        // then
        assertThat(world.granted).hasSizeBetween(10, 12).allMatch(asked -> asked.of == WATCHED_POLL);

        // when
        world.pass(Duration.ofSeconds(30));

        // then
        assertThat(world.granted).hasSizeBetween(28, 42);
    }

    @Test
    void unwatchedPollsAloneLeaveEvenly() {
        world.requests(100, POLL, "ana", LONG);
        world.pass(SECOND.multipliedBy(10));

        assertThat(world.granted).hasSizeBetween(10, 13);
    }

    @Test
    void aPollThatHasWaitedForLongGoesBeforeAWatchedOneOnce() {
        // given
        for (int i = 0; i < 90; i++) {
            world.request(WATCHED_POLL, i, LONG);
        }
        Asked poll = world.request(POLL, "ana", LONG);
        Asked second = world.request(POLL, "ana", LONG);

        // when
        world.pass(SECOND.multipliedBy(20));

        // then
        assertThat(poll.waited).isBetween(SECOND.multipliedBy(15), SECOND.multipliedBy(17));
        assertThat(second.granted()).isFalse();

        // when
        world.pass(SECOND.multipliedBy(15));

        // then
        assertThat(second.granted()).isTrue();
    }

    @Test
    void saysAtOnceWhatCantBeInTime() {
        // given
        world.requests(97, SUBMISSION, "ana", LONG);
        world.pass(SECOND.multipliedBy(10));

        // when
        Asked hasty = world.request(SUBMISSION, "bea", SECOND.multipliedBy(30));
        Asked patient = world.request(SUBMISSION, "bea", SECOND.multipliedBy(55));

        // then
        assertThat(hasty.refusal().retryAfter()).isBetween(Duration.ofSeconds(49), Duration.ofSeconds(51));
        assertThat(patient.failure).isNull();
        assertThat(world.budget.expectedWait(SUBMISSION, "carla")).isBetween(Duration.ofSeconds(49),
                Duration.ofSeconds(51));

        // when
        world.pass(SECOND.multipliedBy(51));

        // then
        assertThat(patient.granted()).isTrue();
    }

    @Test
    void expectsThoseToComeFirstWhoWaitAlready() {
        // given
        world.requests(97 + 97, SUBMISSION, "ana", LONG);
        world.pass(SECOND.multipliedBy(10));

        // then
        assertThat(world.budget.expectedWait(SUBMISSION, "ana")).isBetween(Duration.ofSeconds(110),
                Duration.ofSeconds(112));
        assertThat(world.budget.expectedWait(SUBMISSION, "bea")).isLessThan(Duration.ofSeconds(51));
    }

    @Test
    void leavesTheQueueWhenTheTimeIsOver() {
        // given
        world.requests(97, SUBMISSION, "ana", LONG);
        world.pass(SECOND.multipliedBy(10));
        Asked first = world.request(SUBMISSION, "ana", SECOND.multipliedBy(51));
        // A 429 that nobody could expect.
        world.granted.get(0).permit.end(null);
        Asked limited = world.ask(POLL, "p", LONG,
                asked -> asked.permit.end(new ChipiFailure.RateLimited(Duration.ofMinutes(2))));

        // when
        world.pass(SECOND.multipliedBy(52));

        // then
        assertThat(limited.granted()).isTrue();
        assertThat(first.granted()).isFalse();
        assertThat(first.refusal().retryAfter()).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(70));
    }

    @Test
    void whoLeavesTheQueueGetsNothingAndKeepsNobodyWaiting() {
        // given
        world.requests(97, SUBMISSION, "ana", LONG);
        world.pass(SECOND);
        List<RequestPermit> got = new ArrayList<>();
        var leaving = world.budget.acquire(SUBMISSION, "bea", LONG).subscribe().with(got::add);
        Asked behind = world.request(SUBMISSION, "bea", LONG);

        // when
        leaving.cancel();
        world.pass(MINUTE);

        // then
        assertThat(got).isEmpty();
        assertThat(behind.granted()).isTrue();
        assertThat(world.granted.indexOf(behind)).isEqualTo(97);
    }

    @Test
    void whatIsGivenBackIsSomebodyElses() {
        // given
        List<Asked> all = new ArrayList<>();
        for (int i = 0; i < 97; i++) {
            all.add(world.ask(SUBMISSION, "ana", LONG, asked -> {
            }));
        }
        world.pass(SECOND);
        Asked waiting = world.ask(SUBMISSION, "bea", LONG, asked -> {
        });
        world.pass(SECOND.multipliedBy(90));
        assertThat(waiting.granted()).isFalse();

        // when
        all.get(3).permit.giveBack();
        all.get(3).permit.giveBack();

        // then
        assertThat(waiting.granted()).isTrue();
        assertThat(world.budget.standing().left()).isEqualTo(3);
    }

    @Test
    void aLineIsNotEndless() {
        // when
        List<Asked> all = world.requests(2_000, SUBMISSION, "ana", Duration.ofDays(1));

        // then
        assertThat(all).filteredOn(asked -> asked.failure != null).hasSize(2_000 - 1_000 - 10);
    }

    @Test
    void aSmallLimitIsForEverybody() {
        // given
        BudgetWorld one = new BudgetWorld(1);

        // when
        Asked poll = one.request(POLL, "ana", LONG);
        one.pass(MINUTE.plusSeconds(1));
        Asked submission = one.request(SUBMISSION, "ana", LONG);
        one.pass(MINUTE.multipliedBy(2));
        Asked page = one.request(CATALOGUE, "ana", LONG);
        one.pass(MINUTE.multipliedBy(2));

        // then
        assertThat(List.of(poll, submission, page)).allMatch(Asked::granted);
        one.neverMoreThanAllowed();
    }

    @Test
    void tellsWhatIsLeft() {
        // given
        world.requests(30, SUBMISSION, "ana", LONG);

        // when
        world.pass(SECOND.multipliedBy(20));

        // then
        RequestBudget.Standing standing = world.budget.standing();
        assertThat(standing.limit()).isEqualTo(100);
        assertThat(standing.left()).isEqualTo(70);
        assertThat(standing.resetIn()).isBetween(Duration.ofSeconds(40), Duration.ofSeconds(41));
        assertThat(world.metrics.get("chipi_requests").tags("class", "submission", "outcome", "answered").counter()
                .count()).isEqualTo(30);
        assertThat(world.metrics.get("chipi_budget_used").gauge().value()).isEqualTo(30);
        assertThat(world.metrics.get("chipi_budget_wait").tag("class", "submission").timer().count()).isEqualTo(30);
    }

    @Test
    void tellsHowLongNothingIsLeftWhileNobodyHasAnAnswer() {
        // when
        for (int i = 0; i < 100; i++) {
            world.ask(i < 97 ? SUBMISSION : WATCHED_POLL, "ana", LONG, asked -> {
            });
        }
        world.pass(SECOND);

        // then
        RequestBudget.Standing standing = world.budget.standing();
        assertThat(standing.left()).isZero();
        assertThat(standing.resetIn()).isGreaterThanOrEqualTo(MINUTE);
    }

    /** The pause is over long before so many places are free that the halved rate lets anybody go. */
    @Test
    void tellsHowLongNothingIsLeftAfterA429() {
        // given
        world.requests(30, SUBMISSION, "ana", LONG);
        world.pass(SECOND.multipliedBy(30));
        world.requests(29, SUBMISSION, "ana", LONG);
        world.pass(SECOND);

        // when
        world.ask(SUBMISSION, "ana", LONG,
                asked -> asked.permit.end(new ChipiFailure.RateLimited(SECOND.multipliedBy(5))));

        // then
        RequestBudget.Standing standing = world.budget.standing();
        assertThat(standing.left()).isZero();
        assertThat(standing.resetIn()).isBetween(SECOND.multipliedBy(29), SECOND.multipliedBy(30));
        Asked next = world.request(SUBMISSION, "ana", LONG);
        world.pass(standing.resetIn().minus(SECOND));
        assertThat(next.granted()).isFalse();
        world.pass(SECOND.multipliedBy(2));
        assertThat(next.granted()).isTrue();
    }
}
