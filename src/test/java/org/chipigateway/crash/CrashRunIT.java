package org.chipigateway.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.chipigateway.Midnights;
import org.chipigateway.crash.Tally.Count;
import org.chipigateway.crash.Violation.Kind;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Kills the packaged gateway with SIGKILL, again and again, while clients buy through it at a simulator that is as hostile as Chipi's
 * documentation allows. In the end nothing may be doubled, lost, or told wrongly. A few kills are a part of every build;
 * {@code ./mvnw -Pcrash verify -Dcrash.rounds=1000} is the proof.
 */
@Tag("long")
class CrashRunIT {
    /** A run of a few kills, which has no patience for what may not be sent around midnight; a long one has. */
    private static final Duration SHORT_RUN = Duration.ofMinutes(3);
    private static final int LINES_OF_PROGRESS = 20;
    private static final int TRACES = 5;

    private final CrashSettings settings = CrashSettings.fromSystemProperties();
    private final Tally tally = new Tally();
    private final long begun = System.nanoTime();
    private final PrintStream out = System.out;

    @Test
    void nothingIsDoubledOrLostOrToldWronglyHoweverOftenTheGatewayIsKilled() throws Exception {
        // given
        Midnights.letPass(SHORT_RUN);
        say("crash run: %s", settings);
        Path folder = Path.of("target", "crash").toAbsolutePath();
        Lane.delete(folder);
        List<String> jvmFlags = FastStart.flags(folder);
        List<Lane> lanes = IntStream.range(0, settings.lanes())
                .mapToObj(number -> new Lane(number, folder.resolve("lane-" + number), settings, jvmFlags, tally))
                .toList();
        Thread hook = new Thread(() -> lanes.forEach(Lane::close));
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            // when
            List<Violation> violations = run(lanes);

            // then
            say("%n%s", tally.table());
            assertThat(violations).isEmpty();
            assertThat(tally.of(Count.KILLS)).isEqualTo(settings.rounds());
            assertThat(tally.of(Count.DEBITS)).as("debits").isPositive();
        } finally {
            lanes.forEach(Lane::close);
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }

    private List<Violation> run(List<Lane> lanes) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(lanes.size());
        try {
            AtomicInteger left = new AtomicInteger(settings.rounds());
            List<Future<List<Violation>>> ends = new ArrayList<>();
            lanes.forEach(lane -> ends.add(threads.submit(() -> {
                try {
                    while (left.getAndDecrement() > 0) {
                        lane.round();
                        progress(lanes);
                    }
                    return verdict(lane);
                } catch (RuntimeException | Error failed) {
                    // The others come to their end, and what they find is told beside this.
                    left.set(0);
                    say("a lane broke off: %s", failed);
                    throw failed;
                }
            })));
            List<Violation> violations = new ArrayList<>();
            for (Future<List<Violation>> end : ends) {
                violations.addAll(end.get());
            }
            return violations;
        } finally {
            threads.shutdownNow();
        }
    }

    private List<Violation> verdict(Lane lane) {
        List<Violation> violations = lane.violations(lane.reconcile());
        count(violations, Kind.DOUBLED, Count.DOUBLED);
        count(violations, Kind.LOST, Count.LOST);
        count(violations, Kind.MISSING_EVENT, Count.MISSING);
        count(violations, Kind.REPEATED_EVENT, Count.REPEATED);
        violations.stream().limit(TRACES)
                .forEach(violation -> say("%s%n%s", violation, lane.trace(violation.hash())));
        return violations;
    }

    private void count(List<Violation> violations, Kind kind, Count as) {
        tally.add(as, violations.stream().filter(violation -> violation.kind() == kind).count());
    }

    private void progress(List<Lane> lanes) {
        long kills = tally.of(Count.KILLS);
        if (kills % Math.max(1, settings.rounds() / LINES_OF_PROGRESS) == 0) {
            say("%d of %d kills, %d purchases, %d doubled debits", kills, settings.rounds(), tally.of(Count.ORDERS),
                    lanes.stream().mapToInt(Lane::doubledSoFar).sum());
        }
    }

    private void say(String format, Object... values) {
        Duration since = Duration.ofNanos(System.nanoTime() - begun);
        out.printf("[%d:%02d] %s%n", since.toMinutes(), since.toSecondsPart(), String.format(format, values));
    }
}
