package org.chipigateway.purchase;

import static org.chipigateway.purchase.PurchaseState.CANCELLED;
import static org.chipigateway.purchase.PurchaseState.FAILED;
import static org.chipigateway.purchase.PurchaseState.REJECTED;
import static org.chipigateway.purchase.PurchaseState.SUCCESS;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.chipigateway.chipi.Transaction;
import org.chipigateway.purchase.SteppedStore.Trouble;
import org.chipigateway.purchase.Upstream.Post;
import org.chipigateway.purchase.Upstream.Read;
import org.chipigateway.simulator.Hostility;
import org.chipigateway.webhook.Deliveries;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What goes on around a purchase, so that it takes another way through the pipeline.
 *
 * @param ends how it may end where its owner keeps asking
 */
record CrashScenario(String name, Instant start, Consumer<World> setUp, Set<PurchaseState> ends) {
    private static final Duration OLD = Duration.ofSeconds(25);
    private static final Instant NOON = Purchases.NOON;
    private static final Instant UTC_MIDNIGHT = Instant.parse("2026-03-11T00:00:00Z");
    private static final Instant MEXICO_MIDNIGHT = Instant.parse("2026-03-11T06:00:00Z");

    static Stream<CrashScenario> all() {
        return Stream.of(plain(), posts(), reads(), settling(), lateNews(), webhooks(), midnights(), store())
                .flatMap(List::stream);
    }

    private static List<CrashScenario> plain() {
        return List.of(at(NOON, "plain success", world -> {
        }), at(NOON, "Chipi remembers hashes and hides nothing", world -> world.upstream.hostility(Hostility.NONE)),
                at(NOON, "after a restore", world -> world.lookUpFirst = true));
    }

    private static List<CrashScenario> posts() {
        return List.of(post(Post.ANSWER_LOST), post(Post.NO_ANSWER), post(Post.NEVER_ARRIVED), post(Post.CUT),
                post(Post.CUT_AND_COMMITTED_LATER), post(Post.ERROR_500), post(Post.COMMITTED_AND_500),
                post(Post.PAGE_502), post(Post.COMMITTED_AND_PAGE_201), post(Post.RATE_LIMITED),
                post(Post.UNREACHABLE), post(Post.ANOTHERS_ROW),
                at(NOON, "the first POST is committed later, bearers live for an hour", world -> {
                    world.bearersLive = Duration.ofHours(1);
                    world.upstream.posts.add(Post.CUT_AND_COMMITTED_LATER);
                }), at(NOON, "the first POST takes Chipi longer than anybody waits", world -> {
                    Iterator<Duration> slow = List.of(Duration.ofSeconds(65)).iterator();
                    world.upstream.processing = () -> slow.hasNext() ? slow.next() : Duration.ZERO;
                }), at(NOON, "the first POST is committed later, meanwhile the clock is set forward", world -> {
                    world.bearersLive = Duration.ofHours(1);
                    world.upstream.posts.add(Post.CUT_AND_COMMITTED_LATER);
                    world.agenda.after(Duration.ofSeconds(5), world, "the clock is set",
                            () -> world.adjustClock(Duration.ofMinutes(3)));
                }), posts("two sends cut, the third committed later", Post.CUT, Post.CUT, Post.CUT_AND_COMMITTED_LATER),
                posts("refused after an unknown outcome", Post.CUT_AND_COMMITTED_LATER, Post.REFUSED_402),
                posts("refused after a cut", Post.CUT, Post.REFUSED_402),
                posts("401 after a cut", Post.CUT, Post.UNAUTHORISED),
                ending("401 to the waiting owner", world -> world.upstream.posts.add(Post.UNAUTHORISED), REJECTED,
                        SUCCESS),
                ending("refused", world -> world.upstream.everyPost = Post.REFUSED_402, REJECTED));
    }

    private static List<CrashScenario> reads() {
        return List.of(at(NOON, "a look-up lags longer than the quiet time", world -> {
            world.upstream.posts.add(Post.ANSWER_LOST);
            world.upstream.hostility(lagging(Duration.ofSeconds(2), Duration.ofSeconds(65)));
        }), at(NOON, "look-ups fail in every way", world -> {
            world.upstream.posts.add(Post.CUT_AND_COMMITTED_LATER);
            world.upstream.reads.addAll(List.of(Read.CUT, Read.PAGE_200, Read.RATE_LIMITED, Read.UNAUTHORISED,
                    Read.ERROR_500, Read.PAGE_200));
        }), at(NOON, "no look-up is answered until no send is allowed any more", world -> {
            world.upstream.posts.add(Post.ANSWER_LOST);
            world.upstream.everyRead = Read.CUT;
            world.agenda.after(Duration.ofMinutes(13), world, "reads are answered again",
                    () -> world.upstream.everyRead = Read.ANSWERED);
        }));
    }

    private static List<CrashScenario> settling() {
        return List.of(ending("fails at the carrier", world -> world.upstream.end = "FAILED", FAILED),
                ending("cancelled", world -> world.upstream.end = "CANCELLED", CANCELLED),
                at(NOON, "settles slowly", world -> world.upstream.settlesWithin = Duration.ofMinutes(4)));
    }

    private static List<CrashScenario> lateNews() {
        return List.of(at(NOON, "every row is told at once, and again when it is old", world -> {
            world.upstream.changed = row -> List.of(1, 700, 20_000)
                    .forEach(millis -> tell(world, Duration.ofMillis(millis), row, known -> true));
        }), ending("after FAILED a row says PROCESSING, another SUCCESS", world -> {
            world.upstream.end = "FAILED";
            // Chipi is asked about the contradiction when the owner is there again.
            world.agenda.after(Duration.ofMinutes(30), world, "the owner looks again", () -> world.life()
                    .read(world.caller(ReturningOwner.OWNER), ReturningOwner.HASH).subscribe().with(seen -> {
                    }, unknown -> world.agenda.note("nothing to see: " + unknown)));
            world.upstream.changed = row -> List.of("PROCESSING", "SUCCESS").forEach(
                    word -> tell(world, OLD, row.deepCopy().put("status", word), Purchase::terminal));
        }, FAILED), at(NOON, "another's row is told", world -> {
            world.upstream.posts.add(Post.CUT_AND_COMMITTED_LATER);
            world.upstream.changed = row -> List.of(Duration.ZERO, OLD).forEach(
                    pause -> tell(world, pause, row.deepCopy().put("skuReference", "5500000000"), known -> true));
        }), at(NOON, "a row with the same hash and another id is told", world -> {
            world.upstream.settlesWithin = Duration.ofMinutes(1);
            world.upstream.changed = row -> List.of(Duration.ofSeconds(1), OLD).forEach(
                    pause -> tell(world, pause, row.deepCopy().put("id", "sku-tx-another"), Purchase::confirmed));
        }));
    }

    /** Polls are of no use for a while, so that nothing but the deliveries ends a purchase. */
    private static List<CrashScenario> webhooks() {
        return List.of(webhooks("with the row", SUCCESS, row -> Stream.of(Deliveries.full(event(row), row))),
                webhooks("thin", SUCCESS, row -> Stream.of(Deliveries.thin(event(row), row))),
                webhooks("the refund before the failure", FAILED,
                        row -> row.path("status").asText().equals("FAILED")
                                ? Stream.of(Deliveries.thin("sku-purchase.refunded", row),
                                        Deliveries.thin(event(row), row))
                                : Stream.empty()),
                at(NOON, "the answer is lost, and a delivery names the hash", world -> {
                    world.upstream.posts.add(Post.ANSWER_LOST);
                    world.upstream.changed = row -> world.deliver(Deliveries.named(event(row), row));
                }));
    }

    private static CrashScenario webhooks(String name, PurchaseState end, Function<ObjectNode, Stream<String>> bodies) {
        return ending("webhooks: " + name, world -> {
            world.upstream.end = end.name();
            world.upstream.polls = false;
            world.agenda.after(Duration.ofMinutes(6), world, "polls are answered again",
                    () -> world.upstream.polls = true);
            world.upstream.changed = row -> bodies.apply(row).forEach(world::deliver);
        }, end);
    }

    private static String event(ObjectNode row) {
        return Deliveries.event(row.path("status").asText());
    }

    /** Chipi's day ends, so that it forgets the hash, while its look-ups lag behind. */
    private static List<CrashScenario> midnights() {
        Duration lag = Duration.ofMinutes(5);
        return List.of(at(UTC_MIDNIGHT.minusSeconds(30), "sent 30 s before midnight in UTC", world -> {
            world.upstream.posts.add(Post.ANSWER_LOST);
            world.upstream.hostility(lagging(null, lag));
        }), at(MEXICO_MIDNIGHT.minusSeconds(30), "sent 30 s before midnight in Mexico City", world -> {
            world.upstream.posts.add(Post.ANSWER_LOST);
            world.upstream.hostility(lagging(null, lag));
            world.upstream.newDayAt(MEXICO_MIDNIGHT);
        }), at(UTC_MIDNIGHT.minusSeconds(150), "a second send would be under way at midnight", world -> {
            world.upstream.posts.add(Post.ANSWER_LOST);
            world.upstream.hostility(lagging(null, lag));
            world.upstream.processing = () -> {
                Duration left = Duration.between(world.agenda.instant(), UTC_MIDNIGHT);
                boolean shortlyBefore = !left.isNegative() && left.compareTo(Duration.ofMinutes(2)) < 0;
                return shortlyBefore ? left.plusSeconds(5) : Duration.ZERO;
            };
        }));
    }

    private static List<CrashScenario> store() {
        return Stream.of(Trouble.ROLLED_BACK, Trouble.ANSWER_LOST).flatMap(trouble -> IntStream.range(0, 5)
                .mapToObj(before -> at(NOON, "write " + (before + 1) + ": " + trouble, world -> {
                    world.storeMood.writes.addAll(Collections.nCopies(before, Trouble.NONE));
                    world.storeMood.writes.add(trouble);
                }))).toList();
    }

    private static Hostility lagging(Duration forgetAfter, Duration lag) {
        return new Hostility(forgetAfter, lag, 0, Duration.ZERO, 0);
    }

    /** @param told whether what the gateway knows by then is such that it is told */
    private static void tell(World world, Duration pause, ObjectNode row, Predicate<Purchase> told) {
        world.agenda.after(pause, world, "a row is told", () -> {
            Purchase known = world.chronicle.newest(ReturningOwner.HASH);
            if (world.life() != null && known != null && told.test(known)) {
                world.life().told(ReturningOwner.HASH, Transaction.of(row)).subscribe().with(purchase -> {
                }, unknown -> world.agenda.note("not taken: " + unknown));
            }
        });
    }

    private static CrashScenario post(Post fate) {
        return posts("the first POST: " + fate, fate);
    }

    private static CrashScenario posts(String name, Post... fates) {
        return at(NOON, name, world -> world.upstream.posts.addAll(List.of(fates)));
    }

    private static CrashScenario ending(String name, Consumer<World> setUp, PurchaseState... ends) {
        return new CrashScenario(name, NOON, setUp, Set.of(ends));
    }

    private static CrashScenario at(Instant start, String name, Consumer<World> setUp) {
        return new CrashScenario(name, start, setUp, Set.of(SUCCESS));
    }
}
