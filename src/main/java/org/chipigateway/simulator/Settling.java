package org.chipigateway.simulator;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** How long a carrier takes, from the debit to the terminal state; empty means for ever. */
@FunctionalInterface
public interface Settling {

    Optional<Duration> draw(RandomGenerator random);

    /** As measured: log-normal, median 3 s, 95th percentile 8 s; 5 % take 1–5 minutes and 1 % never settle. */
    static Settling likeChipi() {
        Settling usual = logNormal(Duration.ofSeconds(3), Duration.ofSeconds(8));
        return random -> {
            double share = random.nextDouble();
            if (share < 0.01) {
                return Optional.empty();
            }
            if (share < 0.06) {
                return Optional.of(Duration.ofMillis(Math.round(60_000 + random.nextDouble() * 240_000)));
            }
            return usual.draw(random);
        };
    }

    static Settling logNormal(Duration median, Duration percentile95) {
        double mu = Math.log(median.toNanos());
        // 1.6449 is the 95th percentile of the standard normal distribution.
        double sigma = (Math.log(percentile95.toNanos()) - mu) / 1.6449;
        return random -> Optional.of(Duration.ofNanos(Math.round(Math.exp(mu + sigma * random.nextGaussian()))));
    }

    static Settling after(Duration delay) {
        return random -> Optional.of(delay);
    }

    static Settling never() {
        return random -> Optional.empty();
    }

    /** The same distribution with every delay times {@code factor}. */
    default Settling scaled(double factor) {
        return random -> draw(random).map(delay -> Hostility.scale(delay, factor));
    }
}
