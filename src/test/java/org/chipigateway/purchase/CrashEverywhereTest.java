package org.chipigateway.purchase;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.chipigateway.purchase.ReturningOwner.Habit;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Crashes the gateway after every single step of a purchase's way, in every scenario, and lets it recover: one debit, one
 * purchase, one terminal event, whatever its owner does next.
 */
@Tag("long")
class CrashEverywhereTest {
    private static final Duration LONGEST = Duration.ofHours(3);
    /** Longer than a send's claim, its time-out and the quiet time together. */
    private static final Duration STANDSTILL = Duration.ofSeconds(102);

    private enum Crash {
        ONCE, AGAIN_SOON, AGAIN_LATER, AFTER_A_STANDSTILL, AFTER_A_SLEEP
    }

    @TestFactory
    Stream<DynamicContainer> aCrashAfterEveryStep() {
        return CrashScenario.all().map(scenario -> DynamicContainer.dynamicContainer(scenario.name(),
                Stream.of(Habit.values()).map(habit -> DynamicTest.dynamicTest(scenario.name() + ", the owner " + habit,
                        () -> crashAfterEveryStep(scenario, habit)))));
    }

    private static void crashAfterEveryStep(CrashScenario scenario, Habit habit) throws InterruptedException {
        List<String> steps = stepsWithoutCrash(scenario, habit);
        List<String> failures = onAllProcessors(IntStream.rangeClosed(0, steps.size())
                .mapToObj(step -> (Callable<List<String>>) () -> failuresAfter(step, steps, scenario, habit)).toList());
        if (!failures.isEmpty()) {
            throw new AssertionError(failures.size() + " crashes were not survived, the first one of them: "
                    + failures.get(0));
        }
    }

    /** Not in the common pool: its threads don't have the class loader of the tests. */
    private static List<String> onAllProcessors(List<Callable<List<String>>> tasks) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            List<String> results = new ArrayList<>();
            for (Future<List<String>> task : threads.invokeAll(tasks)) {
                results.addAll(task.get());
            }
            return results;
        } catch (ExecutionException failed) {
            throw new AssertionError(failed.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<String> failuresAfter(int step, List<String> steps, CrashScenario scenario, Habit habit) {
        List<String> failures = new ArrayList<>();
        String name = step == 0 ? "none" : steps.get(step - 1);
        for (Crash crash : crashes(step, name, habit)) {
            String failure = failureOf(scenario, habit, step, crash);
            if (failure != null) {
                failures.add("crash " + crash + " after step " + step + " of " + steps.size() + ", " + name + ": "
                        + failure);
            }
        }
        return failures;
    }

    /**
     * A step inside of the process leaves to the next process what the step before it left: it is tried all the same, but only
     * once.
     */
    private static List<Crash> crashes(int step, String name, Habit habit) {
        boolean leavesATrace = name.startsWith("POST") || name.contains("commit") || name.contains("told");
        return switch (habit) {
            case REPEATS -> leavesATrace ? List.of(Crash.values()) : List.of(Crash.ONCE);
            case LOOKS -> leavesATrace ? List.of(Crash.ONCE, Crash.values()[1 + step % 4]) : List.of();
            case REPEATS_LATE, LOOKS_LATE -> leavesATrace ? List.of(Crash.ONCE) : List.of();
        };
    }

    /** The run that all others are held against: it must come to its end by itself. */
    private static List<String> stepsWithoutCrash(CrashScenario scenario, Habit habit) {
        try (World world = begun(scenario, habit)) {
            List<String> names = new ArrayList<>();
            while (!world.agenda.isQuiet() && world.agenda.instant().isBefore(scenario.start().plus(LONGEST))) {
                world.agenda.step();
                names.add(world.agenda.latest());
            }
            assertThat(failureOfRest(world, scenario, habit)).as("without any crash").isNull();
            return names;
        }
    }

    private static String failureOf(CrashScenario scenario, Habit habit, long step, Crash crash) {
        try (World world = begun(scenario, habit)) {
            steps(world, step);
            switch (crash) {
                case AFTER_A_STANDSTILL -> world.stall(STANDSTILL);
                case AFTER_A_SLEEP -> world.suspend(STANDSTILL);
                default -> steps(world, 0);
            }
            if (crash == Crash.AFTER_A_STANDSTILL || crash == Crash.AFTER_A_SLEEP) {
                stepsToNextArrival(world);
            }
            world.crashAndRestart();
            if (crash == Crash.AGAIN_SOON || crash == Crash.AGAIN_LATER) {
                steps(world, crash == Crash.AGAIN_SOON ? 1 + step % 14 : 15 + step % 28);
                world.crashAndRestart();
            }
            return failureOfRest(world, scenario, habit);
        }
    }

    private static World begun(CrashScenario scenario, Habit habit) {
        World world = new World(scenario.start(), null, Duration.ZERO);
        world.sweepEvery = Duration.ofMinutes(10);
        world.sweepInboxEvery = Duration.ofMinutes(10);
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

    /** What the process does first when it moves again; if it sends something, that shall reach Chipi. */
    private static void stepsToNextArrival(World world) {
        for (int step = 0; step < 6 && !world.agenda.latest().startsWith("POST arrives"); step++) {
            world.agenda.step();
        }
    }

    /** @return null where all is well */
    private static String failureOfRest(World world, CrashScenario scenario, Habit habit) {
        boolean quiet = world.agenda.runUntilQuiet(scenario.start().plus(LONGEST));
        try {
            assertThat(quiet).as("comes to an end").isTrue();
            Audit.of(world).everythingIsSettled();
            for (Purchase purchase : world.disk.purchases()) {
                boolean givenUp = purchase.state() == PurchaseState.REJECTED && !habit.repeats();
                assertThat(givenUp || scenario.ends().contains(purchase.state())).as("%s is an end", purchase).isTrue();
            }
            if (habit.repeats()) {
                assertThat(world.disk.purchases()).as("the owner's purchase").hasSize(1);
            }
            return null;
        } catch (AssertionError failed) {
            return failed.getMessage() + "\n" + world.agenda.trace();
        }
    }
}
