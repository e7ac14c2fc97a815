package org.chipigateway.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

class SettlingTest {
    private static final int DRAWS = 100_000;

    @Test
    void likeChipi() {
        // when
        List<Optional<Duration>> drawn = draw(Settling.likeChipi());

        // then
        double never = drawn.stream().filter(Optional::isEmpty).count() / (double) DRAWS;
        List<Double> seconds = seconds(drawn);
        double minutes = seconds.stream().filter(s -> s >= 60).count() / (double) DRAWS;
        assertThat(never).isCloseTo(0.01, within(0.002));
        assertThat(minutes).isCloseTo(0.05, within(0.003));
        assertThat(seconds.get(seconds.size() - 1)).isLessThanOrEqualTo(300);
    }

    @Test
    void logNormal() {
        // when
        List<Double> seconds = seconds(draw(Settling.logNormal(Duration.ofSeconds(3), Duration.ofSeconds(8))));

        // then
        assertThat(seconds.get(DRAWS / 2)).isCloseTo(3, within(0.05));
        assertThat(seconds.get(DRAWS * 95 / 100)).isCloseTo(8, within(0.15));
    }

    @Test
    void scaled() {
        assertThat(Settling.after(Duration.ofSeconds(3)).scaled(0.01).draw(new Random(1)))
                .contains(Duration.ofMillis(30));
        assertThat(Settling.never().scaled(2).draw(new Random(1))).isEmpty();
    }

    private static List<Optional<Duration>> draw(Settling settling) {
        Random random = new Random(42);
        return Stream.generate(() -> settling.draw(random)).limit(DRAWS).toList();
    }

    private static List<Double> seconds(List<Optional<Duration>> drawn) {
        return drawn.stream().flatMap(Optional::stream).map(delay -> delay.toNanos() / 1e9).sorted().toList();
    }
}
