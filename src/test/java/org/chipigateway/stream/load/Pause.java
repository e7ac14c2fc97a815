package org.chipigateway.stream.load;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.Callable;

/** The patience of a benchmark: long, because nothing is learnt from a run that gave up. */
final class Pause {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private Pause() {
    }

    static void of(Duration time) {
        if (!time.isZero()) {
            await().pollDelay(time).atMost(time.plusMinutes(1)).until(() -> true);
        }
    }

    static void until(String what, Callable<Boolean> reached) {
        await(what).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(20)).atMost(PATIENCE).until(reached);
    }
}
