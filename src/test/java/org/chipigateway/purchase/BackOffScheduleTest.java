package org.chipigateway.purchase;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;

import org.chipigateway.purchase.PollingSchedule.Pace;
import org.chipigateway.purchase.PollingSchedule.Polled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackOffScheduleTest {
    private final BackOffSchedule schedule = new BackOffSchedule();

    @Test
    void pollsFirstAfterAboutASecondAndAHalf() {
        assertThat(next(0, Pace.WATCHED, 0)).isEqualTo(Duration.ofMillis(1200));
        assertThat(next(0, Pace.WATCHED, 0.5)).isEqualTo(Duration.ofMillis(1500));
        assertThat(next(0, Pace.WATCHED, 1)).isEqualTo(Duration.ofMillis(1800));
    }

    @Test
    void pollsEverMoreSlowly() {
        assertThat(IntStream.range(0, 5).mapToObj(polls -> next(polls, Pace.WATCHED, 0.5))).containsExactly(
                Duration.ofMillis(1500), Duration.ofMillis(2250), Duration.ofMillis(3375), Duration.ofMillis(5062),
                Duration.ofMillis(7593));
        assertThat(IntStream.range(0, 60).mapToObj(polls -> next(polls, Pace.WATCHED, 0.5))).isSorted();
    }

    @ParameterizedTest
    @ValueSource(ints = { 11, 40, 1000, Integer.MAX_VALUE})
    void neverWaitsMuchLongerThanTwoMinutes(int polls) {
        assertThat(next(polls, Pace.WATCHED, 0)).isEqualTo(Duration.ofSeconds(96));
        assertThat(next(polls, Pace.WATCHED, 0.5)).isEqualTo(Duration.ofSeconds(120));
        assertThat(next(polls, Pace.WATCHED, 1)).isEqualTo(Duration.ofSeconds(144));
    }

    @Test
    void pollsHalfAsOftenWhatNobodyWatches() {
        assertThat(next(0, Pace.UNWATCHED, 0.5)).isEqualTo(Duration.ofSeconds(3));
        assertThat(next(4, Pace.UNWATCHED, 0.5)).isEqualTo(next(4, Pace.WATCHED, 0.5).multipliedBy(2));
    }

    @Test
    void leavesItToWebhooksWhereTheyTell() {
        assertThat(next(0, Pace.SAFETY_NET, 0.5)).isEqualTo(Duration.ofSeconds(30));
        assertThat(next(1, Pace.SAFETY_NET, 0.5)).isEqualTo(Duration.ofSeconds(90));
        assertThat(next(100, Pace.SAFETY_NET, 0.5)).isEqualTo(Duration.ofMinutes(30));
        assertThat(schedule.next(new Polled("", 0, Duration.ZERO, true, 0.5), Pace.SAFETY_NET))
                .isEqualTo(Duration.ofSeconds(15));
    }

    private Duration next(int polls, Pace pace, double chance) {
        return schedule.next(new Polled("", polls, Duration.ZERO, false, chance), pace);
    }
}
