package org.chipigateway.purchase;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import org.chipigateway.purchase.ReturningOwner.Habit;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Crashes the gateway after every single step of a purchase's way, in every scenario, and lets it recover: one debit, one
 * purchase, one terminal event, whatever its owner does next.
 */
class CrashEverywhereTest {
    private static final Duration LONGEST = Duration.ofHours(4);

    /** What happens beside the scenario. */
    private enum Crash {
        ONCE, AGAIN_SOON, AGAIN_LATER, AFTER_STANDING_STILL
    }

    @TestFactory
    Stream<DynamicContainer> aCrashAfterEveryStep() {
        return CrashScenario.all().map(scenario -> DynamicContainer.dynamicContainer(scenario.name(),
                Stream.of(Habit.values()).map(habit -> DynamicContainer.dynamicContainer(habit.name(),
                        crashes(scenario, habit)))));
    }

    private static Stream<DynamicTest> crashes(CrashScenario scenario, Habit habit) {
        return LongStream.rangeClosed(0, stepsWithoutCrash(scenario, habit)).boxed()
                .map(step -> DynamicTest.dynamicTest(scenario.name() + ", " + habit + ": crash after step " + step,
                        () -> {
                            for (Crash crash : Crash.values()) {
                                crash(scenario, habit, step, crash);
                            }
                        }));
    }

    /** The run that all others are held against: it must come to its end by itself. */
    private static long stepsWithoutCrash(CrashScenario scenario, Habit habit) {
        try (World world = begun(scenario, habit)) {
            finish(world, scenario, habit, "no crash");
            return world.agenda.steps();
        }
    }

    private static void crash(CrashScenario scenario, Habit habit, long step, Crash crash) {
        // given
        try (World world = begun(scenario, habit)) {
            steps(world, step);

            // when
            if (crash == Crash.AFTER_STANDING_STILL) {
                world.stall(Duration.ofSeconds(102));
                steps(world, 2);
            }
            world.crashAndRestart();
            if (crash == Crash.AGAIN_SOON || crash == Crash.AGAIN_LATER) {
                steps(world, crash == Crash.AGAIN_SOON ? 1 + step % 12 : 13 + step % 29);
                world.crashAndRestart();
            }

            // then
            finish(world, scenario, habit, "crash " + crash + " after step " + step);
        }
    }

    private static World begun(CrashScenario scenario, Habit habit) {
        World world = new World(scenario.start(), null, Duration.ZERO);
        scenario.setUp().accept(world);
        world.startProcess();
        new ReturningOwner(world, habit).begin();
        return world;
    }

    private static void steps(World world, long number) {
        for (long step = 0; step < number; step++) {
            world.agenda.step();
        }
    }

    private static void finish(World world, CrashScenario scenario, Habit habit, String what) {
        boolean quiet = world.agenda.runUntilQuiet(scenario.start().plus(LONGEST));
        try {
            assertThat(quiet).as("comes to an end").isTrue();
            Audit.of(world).everythingIsSettled();
            for (Purchase purchase : world.disk.purchases()) {
                boolean givenUp = purchase.state() == PurchaseState.REJECTED && !habit.repeats();
                assertThat(givenUp || scenario.ends().contains(purchase.state())).as("%s is an end", purchase).isTrue();
            }
            if (habit.repeats()) {
                assertThat(world.disk.purchases()).hasSize(1);
            }
        } catch (AssertionError failed) {
            throw new AssertionError(scenario.name() + ", " + habit + ", " + what + ": " + failed.getMessage() + "\n"
                    + world.agenda.trace(), failed);
        }
    }
}
