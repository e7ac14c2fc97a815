package org.chipigateway.chipi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;

import org.chipigateway.chipi.BudgetWorld.Asked;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * However long requests are on their way, however they end, and whenever the gateway is killed: Chipi never sees more than it
 * allows in any 60 s. Chipi's count knows nothing of ours.
 */
class BudgetWindowTest {
    private static final Duration STEP = Duration.ofSeconds(1);
    private static final int STEPS = 240;
    private static final Duration PATIENCE = Duration.ofHours(1);

    @Property(tries = 150, seed = "20261122")
    void chipiNeverSeesMoreThanItAllows(@ForAll("limits") int perMinute, @ForAll("chances") int chance) {
        // given
        Random random = new Random(chance);
        BudgetWorld world = new BudgetWorld(perMinute);

        // when
        for (int step = 0; step < STEPS; step++) {
            askALittle(world, random);
            if (random.nextInt(25) == 0) {
                happens(world, random);
            }
            world.pass(STEP.plusMillis(random.nextInt(900)));
        }

        // and, once the store is there, somebody who is patient
        world.disk.away = false;
        Asked last = world.request(RequestClass.SUBMISSION, "patient", PATIENCE);
        world.pass(PATIENCE);

        // then
        assertThat(last.granted()).as("whoever asks is served in the end").isTrue();
        world.neverMoreThanAllowed();
    }

    private static void askALittle(BudgetWorld world, Random random) {
        int most = 1 + world.perMinute / 10;
        int count = random.nextInt(8) == 0 ? random.nextInt(10 * most) : random.nextInt(2 * most);
        for (int i = 0; i < count; i++) {
            RequestClass of = RequestClass.values()[random.nextInt(RequestClass.values().length)];
            world.ask(of, "owner-" + random.nextInt(4), Duration.ofMillis(random.nextInt(90_000)),
                    asked -> use(world, random, asked));
        }
    }

    /** Killed, or the store away, or the time of day set back. */
    private static void happens(BudgetWorld world, Random random) {
        switch (random.nextInt(4)) {
            case 0 -> world.disk.away = !world.disk.away;
            case 1 -> world.time.set(Duration.ofMinutes(-random.nextInt(90)));
            default -> {
                world.disk.away = false;
                world.restart();
            }
        }
    }

    /** On its way for a while, seen, answered or not; or never made. */
    private static void use(BudgetWorld world, Random random, Asked asked) {
        Object process = world.process();
        Duration until = delay(random);
        Duration back = delay(random);
        switch (random.nextInt(12)) {
            case 0 -> world.time.after(until, process, asked.permit::giveBack);
            // Nobody waits any longer, and then it arrives.
            case 1 -> {
                world.time.after(until, process,
                        () -> asked.permit.end(new ChipiFailure.OutcomeUnknown("time-out", null)));
                arrives(world, until.plusMillis(random.nextInt(2_000)), () -> {
                });
            }
            default -> arrives(world, until,
                    () -> world.time.after(back, process, () -> asked.permit.end(answer(random))));
        }
    }

    /** A process that is killed leaves on their way what arrives within two seconds; the rest it takes along. */
    private static void arrives(BudgetWorld world, Duration after, Runnable then) {
        Object process = after.compareTo(Places.ON_THE_WAY) < 0 ? null : world.process();
        world.time.after(after, process, () -> {
            world.seen.add(world.time.nanos());
            then.run();
        });
    }

    private static Throwable answer(Random random) {
        return switch (random.nextInt(80)) {
            case 0 -> new ChipiFailure.RateLimited(Duration.ofSeconds(random.nextInt(10)));
            case 1, 2 -> new ChipiFailure.Refused(404, null, "none");
            default -> null;
        };
    }

    private static Duration delay(Random random) {
        return Duration.ofMillis(random.nextInt(10) == 0 ? random.nextInt(15_000) : random.nextInt(300));
    }

    @Provide
    Arbitrary<Integer> limits() {
        return Arbitraries.of(1, 3, 10, 40, 100);
    }

    @Provide
    Arbitrary<Integer> chances() {
        return Arbitraries.integers();
    }
}
