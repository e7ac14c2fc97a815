package org.chipigateway.purchase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import org.chipigateway.purchase.PollingSchedule.Pace;
import org.chipigateway.purchase.PollingSchedule.Polled;
import org.chipigateway.simulator.Settling;
import org.junit.jupiter.api.Test;

class LearntScheduleTest {
    private static final String AIRTIME = "TELEFONIA";
    private static final Duration HORIZON = Duration.ofHours(24);
    private final MovableClock clock = new MovableClock(Purchases.NOON);
    private final LearntSchedule schedule = new LearntSchedule(clock, 100);

    /** What a number of purchases cost and how long after their end it was found. */
    private record Outcome(double polls, Duration median, Duration mean) {
    }

    @Test
    void theSharesOfThePriorAreTheOnesThatAreSaidOfIt() {
        double[] shares = SettlingTimes.prior();

        assertThat(Arrays.stream(shares).sum()).isEqualTo(1, offset(1e-9));
        assertThat(upTo(shares, 3)).isEqualTo(0.94 / 2, offset(0.06));
        assertThat(upTo(shares, 8)).isEqualTo(0.94 * 0.95, offset(0.03));
        assertThat(upTo(shares, 600)).isEqualTo(0.99, offset(0.01));
    }

    @Test
    void findsNewsSoonerThanBackOffDoes() {
        // given
        at(20);

        // when
        Outcome learnt = outcome(schedule, Pace.WATCHED, Settling.likeChipi());
        Outcome plain = outcome(new BackOffSchedule(), Pace.WATCHED, Settling.likeChipi());

        // then with what 20 purchases a minute leave for each
        assertThat(learnt.polls()).isLessThan(3.3);
        assertThat(learnt.median()).isLessThan(Duration.ofSeconds(1)).isLessThan(plain.median());
        assertThat(learnt.mean()).isLessThan(plain.mean());
    }

    @Test
    void makesDoWithFewPollsWhereManyPurchasesShareTheRequests() {
        at(40);

        assertThat(outcome(schedule, Pace.WATCHED, Settling.likeChipi()).polls()).isLessThan(1.5);
    }

    @Test
    void asksLessOftenForThoseWhomNobodyWatches() {
        Outcome watched = outcome(schedule, Pace.WATCHED, Settling.likeChipi());
        Outcome unwatched = outcome(schedule, Pace.UNWATCHED, Settling.likeChipi());

        assertThat(unwatched.polls()).isLessThan(watched.polls());
        assertThat(unwatched.median()).isGreaterThan(watched.median());
    }

    @Test
    void learnsThatACategoryIsSlowerWithoutMakingOthersSlow() {
        // given
        Duration before = first("OTHERS");

        // when
        for (int i = 0; i < 200; i++) {
            schedule.settled("GIFT_CARDS", Duration.ofSeconds(20), Duration.ofSeconds(24));
            schedule.settled("OTHERS", Duration.ofSeconds(2), Duration.ofSeconds(4));
        }

        // then
        assertThat(first("GIFT_CARDS")).isBetween(before.multipliedBy(2), Duration.ofSeconds(25));
        assertThat(first("OTHERS")).isBetween(before.dividedBy(2), before.multipliedBy(3).dividedBy(2));
    }

    @Test
    void learnsAnewWhereThingsChange() {
        // given
        for (int i = 0; i < 500; i++) {
            schedule.settled(AIRTIME, Duration.ofSeconds(20), Duration.ofSeconds(24));
        }
        Duration slow = first(AIRTIME);

        // when
        for (int i = 0; i < 500; i++) {
            schedule.settled(AIRTIME, Duration.ZERO, Duration.ofSeconds(1));
        }

        // then
        assertThat(first(AIRTIME)).isLessThan(slow.dividedBy(8));
    }

    @Test
    void usesWhatIsKnownOfAllForACategoryThatItHasNotSeen() {
        for (int i = 0; i < 500; i++) {
            schedule.settled(AIRTIME, Duration.ofSeconds(20), Duration.ofSeconds(24));
        }

        assertThat(first("NEVER_SEEN")).isEqualTo(first(""));
        assertThat(first("NEVER_SEEN")).isGreaterThan(Duration.ofSeconds(3));
    }

    @Test
    void rememberingCategoriesIsBounded() {
        for (int i = 0; i < 10_000; i++) {
            schedule.settled("MADE_UP_" + i, Duration.ofSeconds(1), Duration.ofSeconds(2));
        }

        assertThat(first("MADE_UP_9999")).isEqualTo(first(""));
        assertThat(first("MADE_UP_1")).isNotEqualTo(first(""));
    }

    @Test
    void stragglersAreAskedAfterEverMoreSlowlyAndNeverForgotten() {
        Duration age = Duration.ZERO;
        List<Duration> pauses = new ArrayList<>();
        for (int polls = 0; age.compareTo(HORIZON) < 0; polls++) {
            Duration pause = schedule.next(new Polled(AIRTIME, polls, age, false, 0.5), Pace.WATCHED);
            pauses.add(pause);
            age = age.plus(pause);
        }

        assertThat(pauses).hasSizeBetween(30, 60).allMatch(pause -> pause.compareTo(Duration.ofMillis(500)) > 0)
                .allMatch(pause -> pause.compareTo(Duration.ofMinutes(61)) < 0);
        assertThat(pauses.subList(pauses.size() - 10, pauses.size()))
                .allMatch(pause -> pause.compareTo(Duration.ofMinutes(59)) > 0);
    }

    @Test
    void besideWebhooksPollsCostNextToNothingHoweverManyPurchasesThereAre() {
        // given
        assertThat(net(0, Duration.ZERO)).isEqualTo(Duration.ofSeconds(32));
        at(95);

        // when
        Outcome lastResort = outcome(schedule, Pace.SAFETY_NET, Settling.likeChipi(), Duration.ofMinutes(10));

        // then three a minute, of those that haven't settled by the time of their poll
        assertThat(net(0, Duration.ZERO)).isBetween(Duration.ofMinutes(2), Duration.ofMinutes(6));
        assertThat(unsettledAtTheirPolls() * 95).isLessThan(3);
        assertThat(lastResort.polls()).isLessThan(1.1);
    }

    @Test
    void aProbeIsPolledSoonBesideWebhooks() {
        at(95);

        assertThat(schedule.next(new Polled(AIRTIME, 0, Duration.ZERO, true, 0.5), Pace.SAFETY_NET))
                .isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void isJittered() {
        Duration even = schedule.next(new Polled("", 0, Duration.ZERO, false, 0.5), Pace.WATCHED);

        assertThat(schedule.next(new Polled("", 0, Duration.ZERO, false, 0), Pace.WATCHED).toMillis())
                .isEqualTo((long) (even.toMillis() * 0.8));
        assertThat(schedule.next(new Polled("", 0, Duration.ZERO, false, 1), Pace.WATCHED).toMillis())
                .isEqualTo((long) (even.toMillis() * 1.2));
    }

    /** Of all purchases, how many polls are made within ten minutes, where webhooks tell of every end at once. */
    private double unsettledAtTheirPolls() {
        Random random = new Random(11);
        Settling settling = Settling.likeChipi();
        int polls = 0;
        for (int i = 0; i < 2000; i++) {
            Duration end = settling.draw(random).orElse(Duration.ofMinutes(10));
            Duration age = net(0, Duration.ZERO);
            for (int n = 1; age.compareTo(end) < 0; n++) {
                polls++;
                age = age.plus(net(n, age));
            }
        }
        return polls / 2000.0;
    }

    private Duration net(int polls, Duration age) {
        return schedule.next(new Polled(AIRTIME, polls, age, false, 0.5), Pace.SAFETY_NET);
    }

    private Duration first(String category) {
        return schedule.next(new Polled(category, 0, Duration.ZERO, false, 0.5), Pace.WATCHED);
    }

    private void at(int perMinute) {
        for (int i = 0; i < perMinute * 5; i++) {
            clock.advance(Duration.ofMinutes(1).dividedBy(perMinute));
            schedule.begun();
        }
    }

    private static Outcome outcome(PollingSchedule schedule, Pace pace, Settling settling) {
        return outcome(schedule, pace, settling, HORIZON);
    }

    private static Outcome outcome(PollingSchedule schedule, Pace pace, Settling settling, Duration horizon) {
        Random random = new Random(5);
        List<Duration> delays = new ArrayList<>();
        long polls = 0;
        Duration sum = Duration.ZERO;
        for (int i = 0; i < 1000; i++) {
            Optional<Duration> end = settling.draw(random);
            // What never settles counts for the first ten minutes here: a day of it would drown the rest.
            Duration watchedFor = end.orElse(Duration.ofMinutes(10));
            Duration age = Duration.ZERO;
            for (int n = 0; n == 0 || age.compareTo(watchedFor) < 0 && age.compareTo(horizon) < 0; n++) {
                age = age.plus(schedule.next(new Polled("", n, age, false, random.nextDouble()), pace));
                polls++;
            }
            if (end.isPresent()) {
                delays.add(age.minus(end.get()));
                sum = sum.plus(age.minus(end.get()));
            }
        }
        Collections.sort(delays);
        return new Outcome(polls / 1000.0, delays.get(delays.size() / 2), sum.dividedBy(delays.size()));
    }

    private static double upTo(double[] shares, double seconds) {
        double sum = 0;
        for (int i = 0; SettlingTimes.end(i) <= seconds; i++) {
            sum += shares[i];
        }
        return sum;
    }
}
