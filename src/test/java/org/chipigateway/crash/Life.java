package org.chipigateway.crash;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One life of a gateway, from its launch to its SIGKILL.
 *
 * @param killedInStart whether it is killed before it listens, or about then
 * @param length from its launch, or, where it isn't killed in its start, from its first answer
 * @param aim not null: after {@code length} the kill waits for the next purchase, and for this time after it
 * @param chipiIsSlowBy how long the simulator waits before it looks at a call: sends are under way for longer
 * @param pause the mean pause between two actions of the clients
 */
record Life(boolean killedInStart, Duration length, Duration aim, Duration chipiIsSlowBy, Duration pause) {
    private static final List<Integer> SLOWNESS = List.of(0, 0, 0, 20, 60, 250);
    private static final List<Integer> PAUSES = List.of(60, 120, 120, 250, 1500);

    /**
     * Mostly short ones, so that kills meet purchases on their way to Chipi; some long enough for a hash to be proven absent and
     * sent again.
     *
     * @param start what a start takes
     */
    static Life draw(RandomGenerator random, double scale, Duration start) {
        double share = random.nextDouble();
        boolean killedInStart = share < 0.1;
        Duration length = killedInStart
                ? millis(random, 0, start.toMillis() * 1.2)
                : share < 0.7
                        ? millis(random, 0, 3_000)
                        : share < 0.9
                                ? millis(random, 3_000, 3_000 + 12_000 * scale)
                                : millis(random, 3_000 + 12_000 * scale, 3_000 + 87_000 * scale);
        Duration aim = !killedInStart && random.nextBoolean() ? millis(random, 0, 60) : null;
        return new Life(killedInStart, length, aim, Duration.ofMillis(oneOf(random, SLOWNESS)),
                Duration.ofMillis(oneOf(random, PAUSES)));
    }

    private static Duration millis(RandomGenerator random, double least, double most) {
        return Duration.ofMillis(Math.round(least + random.nextDouble() * (most - least)));
    }

    static <T> T oneOf(RandomGenerator random, List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
