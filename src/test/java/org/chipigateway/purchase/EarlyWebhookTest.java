package org.chipigateway.purchase;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;

import org.chipigateway.simulator.Hostility;
import org.chipigateway.webhook.Deliveries;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A delivery that comes while the answer to its own POST is still under way, in every order in which their steps can fall. */
class EarlyWebhookTest {
    private static final Duration NEVER = Duration.ofDays(1);
    private static final int CHOICES = 6;
    private static final String HASH = ReturningOwner.HASH;
    private static final byte[] BODY = """
            {"transactionHash": "%s", "skuId": "sku-tl-TEL050", "skuReference": "5512345678", "currencyAmount": 50}"""
            .formatted(HASH).getBytes(StandardCharsets.UTF_8);

    static Stream<Arguments> shapes() {
        BiFunction<String, ObjectNode, String> thin = Deliveries::thin;
        BiFunction<String, ObjectNode, String> named = Deliveries::named;
        BiFunction<String, ObjectNode, String> full = Deliveries::full;
        return Stream.of(Arguments.of("thin", thin), Arguments.of("with the hash", named),
                Arguments.of("with the row", full));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("shapes")
    void isNotLostInAnyInterleavingWithTheAnswer(String name, BiFunction<String, ObjectNode, String> shape) {
        Schedules schedules = new Schedules(CHOICES);
        Set<List<String>> seen = new HashSet<>();
        do {
            // given a gateway that learns of the end by the delivery or not at all
            try (World world = world(new Agenda(Purchases.NOON, schedules))) {
                world.upstream.changed = row -> {
                    if (row.path("status").asText().equals("PENDING")) {
                        world.upstream.become(row.path("id").asText(), "SUCCESS");
                        return;
                    }
                    schedules.begin();
                    world.life().deliver(shape.apply("sku-purchase.completed", row)).subscribe().with(taken -> {
                    });
                };

                // when
                List<String> steps = post(world);

                // then
                assertThat(world.disk.purchases()).extracting(Purchase::state).as("after %s", steps)
                        .containsExactly(PurchaseState.SUCCESS);
                assertThat(world.disk.outcomes()).as("after %s", steps).containsExactly("APPLIED");
                Audit.of(world).nothingIsWrong();
                seen.add(steps);
            }
        } while (schedules.next());
        assertThat(seen).hasSizeGreaterThan(50);
    }

    @Test
    void isBroughtByTheSweepWhereTheProcessDiesBetweenStoringAndLooking() {
        for (int step = 1; step <= 12; step++) {
            // given
            try (World world = world(new Agenda(Purchases.NOON, null))) {
                world.sweepInboxFirst = Duration.ofSeconds(2);
                List<String> bodies = new ArrayList<>();
                world.upstream.changed = row -> bodies.add(Deliveries.named("sku-purchase.completed", row));
                post(world);
                world.life().deliver(bodies.get(0)).subscribe().with(taken -> {
                });

                // when
                for (int i = 0; i < step; i++) {
                    world.agenda.step();
                }
                boolean stored = !world.disk.outcomes().isEmpty();
                world.crash();
                world.startProcess();
                world.agenda.runUntil(world.agenda.instant().plusSeconds(3));

                // then
                assertThat(world.disk.purchases()).extracting(Purchase::state).as("a crash after step %d", step)
                        .containsExactly(stored ? PurchaseState.SUCCESS : PurchaseState.PENDING);
            }
        }
    }

    @Test
    void ofAHashWhoseAnswerWasLostBringsALookUpAtOnce() {
        // given look-ups that have become rare
        try (World world = world(new Agenda(Purchases.NOON, null))) {
            world.upstream.posts.add(Upstream.Post.ANSWER_LOST);
            world.upstream.everyRead = Upstream.Read.CUT;
            List<String> bodies = new ArrayList<>();
            world.upstream.changed = row -> bodies.add(Deliveries.named("sku-purchase.completed", row));
            world.bearersLive = Duration.ofHours(1);
            post(world);
            world.agenda.runUntil(Purchases.NOON.plus(Duration.ofMinutes(9)));
            world.upstream.everyRead = Upstream.Read.ANSWERED;

            // when
            world.life().deliver(bodies.get(0)).subscribe().with(taken -> {
            });
            world.agenda.runUntil(world.agenda.instant().plusSeconds(1));

            // then
            assertThat(world.disk.purchases()).extracting(Purchase::state).containsExactly(PurchaseState.SUCCESS);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "no restart", "a restart, and a repeat", "a restart, and a late look"})
    void ofAHashThatLookUpsDenyKeepsItFromBeingSentAgainAndFromBeingGivenUp(String then) {
        // given look-ups that lag for hours, and an answer that was lost
        try (World world = world(new Agenda(Purchases.NOON, null))) {
            world.upstream.posts.add(Upstream.Post.ANSWER_LOST);
            world.upstream.hostility(new Hostility(Duration.ofSeconds(2), Duration.ofHours(2), 0, Duration.ZERO, 0));
            List<String> bodies = new ArrayList<>();
            world.upstream.changed = row -> bodies.add(Deliveries.named("sku-purchase.completed", row));
            world.bearersLive = Duration.ofHours(3);
            post(world);
            world.agenda.runUntil(Purchases.NOON.plusSeconds(50));

            // when Chipi itself tells of the hash
            world.life().deliver(bodies.get(0)).subscribe().with(taken -> {
            });
            world.agenda.runUntil(Purchases.NOON.plusSeconds(55));
            if (then.startsWith("a restart")) {
                world.crash();
                world.startProcess();
            }
            if (then.endsWith("repeat")) {
                post(world);
            }
            world.agenda.runUntil(Purchases.NOON.plus(Duration.ofMinutes(20)));
            world.life().read(world.caller(Purchases.ANA), HASH).subscribe().with(shown -> {
            });
            world.agenda.runUntil(Purchases.NOON.plus(Duration.ofHours(1)));

            // then it is neither debited again nor said to be not debited
            Audit.of(world).nothingIsWrong();
            assertThat(world.disk.purchases()).extracting(Purchase::state).containsExactly(PurchaseState.SUBMITTING);

            // when
            world.agenda.runUntil(Purchases.NOON.plus(Duration.ofHours(2)).plus(Duration.ofMinutes(6)));

            // then
            assertThat(world.disk.purchases()).extracting(Purchase::state).containsExactly(PurchaseState.SUCCESS);
        }
    }

    @Test
    void fromBeforeTheIntentIsNeverMatchedByTheHashWhateverTheClockSays() {
        try (World world = world(new Agenda(Purchases.NOON, null))) {
            // given a delivery for another day's use of the hash
            world.adjustClock(Duration.ofMinutes(2));
            String earlier = """
                    {"event": "sku-purchase.failed", "data": {"transactionHash": "%s", "status": "FAILED"}}"""
                    .formatted(HASH);
            world.life().deliver(earlier).subscribe().with(taken -> {
            });
            world.agenda.runUntil(Purchases.NOON.plusSeconds(1));
            world.adjustClock(Duration.ofMinutes(-10));

            // when
            world.upstream.settlesWithin = Duration.ofHours(1);
            post(world);
            world.sweepInboxFirst = Duration.ZERO;
            world.crash();
            world.startProcess();
            world.agenda.runUntil(world.agenda.instant().plus(Duration.ofMinutes(15)));

            // then
            assertThat(world.disk.purchases()).extracting(Purchase::state).containsExactly(PurchaseState.PENDING);
            assertThat(world.disk.outcomes()).containsExactly("WAITING");
        }
    }

    private static World world(Agenda agenda) {
        World world = new World(agenda, Duration.ZERO);
        world.sweepEvery = NEVER;
        world.sweepInboxFirst = NEVER;
        world.sweepInboxEvery = Duration.ofMinutes(1);
        world.upstream.polls = false;
        world.upstream.settlesWithin = NEVER;
        world.startProcess();
        return world;
    }

    /** @return the steps until all is done that was under way */
    private static List<String> post(World world) {
        List<String> steps = new ArrayList<>();
        world.life().open(world.caller(Purchases.ANA), BODY, null, Duration.ofSeconds(10)).subscribe()
                .with(opened -> {
                });
        while (world.agenda.isDueWithin(Duration.ofMillis(500))) {
            world.agenda.step();
            steps.add(world.agenda.latest());
        }
        return steps;
    }
}
