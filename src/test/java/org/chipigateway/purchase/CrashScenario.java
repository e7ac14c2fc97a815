package org.chipigateway.purchase;

import static org.chipigateway.purchase.PurchaseState.CANCELLED;
import static org.chipigateway.purchase.PurchaseState.FAILED;
import static org.chipigateway.purchase.PurchaseState.REJECTED;
import static org.chipigateway.purchase.PurchaseState.SUCCESS;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.chipigateway.chipi.Transaction;
import org.chipigateway.purchase.SteppedStore.Trouble;
import org.chipigateway.purchase.Upstream.Post;
import org.chipigateway.purchase.Upstream.Read;
import org.chipigateway.simulator.Hostility;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What goes on around a purchase, so that it takes another way through the pipeline.
 *
 * @param ends how it may end where its owner keeps asking
 */
record CrashScenario(String name, Instant start, Consumer<World> setUp, Set<PurchaseState> ends) {
    private static final Instant NOON = Purchases.NOON;
    private static final Instant UTC_MIDNIGHT = Instant.parse("2026-03-11T00:00:00Z");
    private static final Instant MEXICO_MIDNIGHT = Instant.parse("2026-03-11T06:00:00Z");

    static Stream<CrashScenario> all() {
        return Stream.of(plain(), posts(), reads(), settling(), lateNews(), midnights(), store())
                .flatMap(List::stream);
    }

    private static List<CrashScenario> plain() {
        return List.of(at(NOON, "plain success", world -> {
        }), at(NOON, "Chipi remembers hashes and hides nothing",
                world -> world.upstream.books.hostility(Hostility.NONE)));
    }

    private static List<CrashScenario> posts() {
        return List.of(post(Post.ANSWER_LOST), post(Post.SILENT_AFTER_COMMIT), post(Post.NEVER_ARRIVED), post(Post.CUT),
                post(Post.CUT_AND_COMMITTED_LATER), post(Post.ERROR_500), post(Post.COMMITTED_AND_500),
                post(Post.PROXY_PAGE), post(Post.COMMITTED_AND_PAGE), post(Post.RATE_LIMITED), post(Post.UNREACHABLE),
                post(Post.ANSWERED_WITH_ANOTHERS_ROW),
                at(NOON, "three sends cut, the last one committed later",
                        world -> world.upstream.posts
                                .addAll(List.of(Post.CUT, Post.CUT, Post.CUT_AND_COMMITTED_LATER))),
                at(NOON, "refused after an unknown outcome",
                        world -> world.upstream.posts.addAll(List.of(Post.CUT_AND_COMMITTED_LATER, Post.REFUSED))),
                at(NOON, "401 after an unknown outcome",
                        world -> world.upstream.posts.addAll(List.of(Post.CUT, Post.UNAUTHORISED))),
                new CrashScenario("401 to the waiting owner", NOON,
                        world -> world.upstream.posts.add(Post.UNAUTHORISED), Set.of(REJECTED, SUCCESS)),
                new CrashScenario("refused", NOON, world -> world.upstream.everyPost = Post.REFUSED,
                        Set.of(REJECTED)));
    }

    private static List<CrashScenario> reads() {
        return List.of(
                at(NOON, "a look-up lags longer than the quiet time, by less than two look-ups lie apart", world -> {
                    world.upstream.posts.add(Post.ANSWER_LOST);
                    world.upstream.books.hostility(new Hostility(Duration.ofSeconds(2), Duration.ofSeconds(65), 0,
                            Duration.ZERO, 0));
                }), at(NOON, "look-ups fail in every way", world -> {
                    world.upstream.posts.add(Post.CUT_AND_COMMITTED_LATER);
                    world.upstream.reads.addAll(List.of(Read.UNREACHABLE, Read.PROXY_PAGE, Read.RATE_LIMITED,
                            Read.UNAUTHORISED, Read.UNREACHABLE, Read.PROXY_PAGE));
                }), at(NOON, "no look-up is answered until no send is allowed any more", world -> {
                    world.upstream.posts.add(Post.ANSWER_LOST);
                    world.upstream.everyRead = Read.UNREACHABLE;
                    world.agenda.after(Duration.ofMinutes(13), world, "reads are answered again",
                            () -> world.upstream.everyRead = Read.ANSWERED);
                }));
    }

    private static List<CrashScenario> settling() {
        return List.of(new CrashScenario("fails at the carrier", NOON, world -> world.upstream.end = "FAILED",
                Set.of(FAILED)),
                new CrashScenario("cancelled", NOON, world -> world.upstream.end = "CANCELLED", Set.of(CANCELLED)),
                at(NOON, "settles slowly", world -> world.upstream.settlesWithin = Duration.ofMinutes(4)));
    }

    private static List<CrashScenario> lateNews() {
        return List.of(at(NOON, "every row is told as it is made, and again when it is old", world -> {
            world.upstream.changed = row -> List.of(1L, 700L, 20_000L)
                    .forEach(millis -> world.agenda.after(Duration.ofMillis(millis), world, "a row is told",
                            () -> tell(world, row)));
        }), new CrashScenario("after FAILED an old row says PROCESSING, another SUCCESS", NOON, world -> {
            world.upstream.end = "FAILED";
            world.upstream.changed = row -> List.of("PROCESSING", "SUCCESS").forEach(word -> world.agenda
                    .after(Duration.ofSeconds(25), world, "an old row is told", () -> tell(world, row.deepCopy().put(
                            "status",
                            row.path("status").asText().equals("FAILED") ? word : row.path("status").asText()))));
        }, Set.of(FAILED)), at(NOON, "another's row is told", world -> {
            world.upstream.posts.add(Post.CUT_AND_COMMITTED_LATER);
            world.upstream.changed = row -> tell(world, row.deepCopy().put("skuReference", "5500000000"));
        }));
    }

    /** Chipi's day ends between the sends: it has forgotten the hash, and a look-up lags. */
    private static List<CrashScenario> midnights() {
        return List.of(at(UTC_MIDNIGHT.minusSeconds(30), "sent 30 s before midnight in UTC", world -> {
            world.upstream.posts.add(Post.ANSWER_LOST);
            world.upstream.books.hostility(new Hostility(null, Duration.ofMinutes(5), 0, Duration.ZERO, 0));
        }), at(MEXICO_MIDNIGHT.minusSeconds(30), "sent 30 s before midnight in Mexico City", world -> {
            world.upstream.posts.add(Post.ANSWER_LOST);
            Hostility lagging = new Hostility(null, Duration.ofMinutes(5), 0, Duration.ZERO, 0);
            world.upstream.books.hostility(lagging);
            // The simulator's own day is UTC's; here the other one ends.
            world.agenda.after(Duration.ofSeconds(30), world, "midnight", () -> world.upstream.books
                    .hostility(new Hostility(Duration.ZERO, lagging.lookUpLag(), 0, Duration.ZERO, 0)));
        }), at(UTC_MIDNIGHT.minusSeconds(150), "a second send would be under way over midnight", world -> {
            world.upstream.posts.add(Post.ANSWER_LOST);
            world.upstream.books.hostility(new Hostility(null, Duration.ofMinutes(5), 0, Duration.ZERO, 0));
            world.upstream.processing = () -> world.agenda.instant().isAfter(UTC_MIDNIGHT.minusSeconds(120))
                    && world.agenda.instant().isBefore(UTC_MIDNIGHT) ? Duration.ofSeconds(125) : Duration.ZERO;
        }));
    }

    private static List<CrashScenario> store() {
        return Stream.of(Trouble.ROLLED_BACK, Trouble.ANSWER_LOST)
                .flatMap(trouble -> Stream.iterate(0, nth -> nth < 5, nth -> nth + 1)
                        .map(nth -> at(NOON, "write " + (nth + 1) + " " + trouble, world -> {
                            for (int before = 0; before < nth; before++) {
                                world.storeMood.writes.add(Trouble.NONE);
                            }
                            world.storeMood.writes.add(trouble);
                        })))
                .toList();
    }

    private static void tell(World world, ObjectNode row) {
        if (world.life() != null) {
            world.life().told(ReturningOwner.HASH, Transaction.of(row)).subscribe().with(told -> {
            }, unknown -> world.agenda.note("not taken: " + unknown));
        }
    }

    private static CrashScenario post(Post fate) {
        return at(NOON, "the first POST: " + fate, world -> world.upstream.posts.add(fate));
    }

    private static CrashScenario at(Instant start, String name, Consumer<World> setUp) {
        return new CrashScenario(name, start, setUp, Set.of(SUCCESS));
    }
}
