package org.chipigateway.purchase;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PollingScheduleTest {
    private final PollingSchedule lowest = new PollingSchedule(() -> 0L);
    private final PollingSchedule middle = new PollingSchedule(() -> Long.MIN_VALUE);
    private final PollingSchedule highest = new PollingSchedule(() -> -1L);

    @Test
    void pollsFirstAfterAboutASecondAndAHalf() {
        assertThat(lowest.next(0)).isEqualTo(Duration.ofMillis(1200));
        assertThat(middle.next(0)).isEqualTo(Duration.ofMillis(1500));
        assertThat(highest.next(0)).isBetween(Duration.ofMillis(1799), Duration.ofMillis(1800));
    }

    @Test
    void pollsEverMoreSlowly() {
        assertThat(IntStream.range(0, 5).mapToObj(middle::next)).containsExactly(Duration.ofMillis(1500),
                Duration.ofMillis(2250), Duration.ofMillis(3375), Duration.ofMillis(5062), Duration.ofMillis(7593));
        assertThat(IntStream.range(0, 60).mapToObj(middle::next)).isSorted();
    }

    @ParameterizedTest
    @ValueSource(ints = { 11, 40, 1000, Integer.MAX_VALUE})
    void neverWaitsMuchLongerThanTwoMinutes(int polls) {
        assertThat(lowest.next(polls)).isEqualTo(Duration.ofSeconds(96));
        assertThat(middle.next(polls)).isEqualTo(Duration.ofSeconds(120));
        assertThat(highest.next(polls)).isBetween(Duration.ofSeconds(143), Duration.ofSeconds(144));
    }
}
