package org.chipigateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamPaceTest {

    /** Draws always the least, or always the most. */
    private record Extreme(long bits) implements RandomGenerator {
        @Override
        public long nextLong() {
            return bits;
        }

        @Override
        public long nextLong(long bound) {
            return bits == 0 ? 0 : bound - 1;
        }

        @Override
        public long nextLong(long origin, long bound) {
            return bits == 0 ? origin : bound - 1;
        }
    }

    @ParameterizedTest
    @CsvSource({ "10M,480000,600000", "1S,800,1000", "0.001S,1,1"})
    void aStreamLivesFromFourFifthsOfTheLongestLifeToAllOfIt(String longest, long least, long most) {
        assertThat(pace(longest, new Extreme(-1)).life()).isEqualTo(Duration.ofMillis(least));
        assertThat(pace(longest, new Extreme(0)).life()).isEqualTo(Duration.ofMillis(most));
    }

    @Test
    void aReaderComesBackWithinOneToFiveSeconds() {
        assertThat(pace("10M", new Extreme(0)).retryMillis()).isEqualTo(1_000);
        assertThat(pace("10M", new Extreme(-1)).retryMillis()).isEqualTo(5_000);
    }

    @Test
    void noTwoNeedBeTheSame() {
        // given
        StreamPace pace = pace("10M", RandomGenerator.of("L64X128MixRandom"));

        // then a thousand of four thousand
        assertThat(LongStream.generate(pace::retryMillis).limit(1_000).distinct().count()).isGreaterThan(500);
        assertThat(LongStream.generate(() -> pace.life().toMillis()).limit(1_000).distinct().count())
                .isGreaterThan(500);
    }

    private static StreamPace pace(String longest, RandomGenerator random) {
        return new StreamPace(Configs.streams(1, 1, longest), random);
    }
}
