package org.chipigateway.purchase;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import org.chipigateway.chipi.Transaction;
import org.chipigateway.identity.Owner;
import org.chipigateway.purchase.SteppedStore.Trouble;
import org.chipigateway.simulator.Hostility;
import org.chipigateway.webhook.Deliveries;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.smallrye.mutiny.Uni;

/** Makes the moves of a random run: several owners, who share hashes, goods and the one gateway. */
final class Player implements AutoCloseable {
    /** What a body says that asks for a duplicate, so that it can be told from the outside. */
    static final String DUPLICATE = "0xd";
    static final Duration CARRIER_WINDOW = Duration.ofMinutes(15);

    private static final List<Owner> OWNERS = List.of(Purchases.ANA, new Owner("https://issuer.test", "ben"),
            new Owner("https://other-issuer.test", "ana"));
    private static final int HASHES = 4;
    private static final int BODIES = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Hostility LAGGING = new Hostility(Duration.ofSeconds(2), Duration.ofSeconds(35), 0,
            Duration.ZERO,
            0);

    final World world;
    private final List<ObjectNode> rows = new ArrayList<>();

    Player(Instant start, int chance) {
        world = new World(start, new Random(chance), CARRIER_WINDOW);
        world.sweepEvery = Duration.ofMinutes(5);
        world.sweepInboxEvery = Duration.ofMinutes(1);
        world.upstream.changed = row -> rows.add(row.deepCopy());
        world.startProcess();
    }

    void make(Move move) {
        world.agenda.note(move.toString());
        switch (move.kind()) {
            case POST -> post(move);
            case LOOK -> look(owner(move), hashes().get(move.how() % hashes().size()));
            case LIST -> list(owner(move));
            case STEPS -> Collections.nCopies(1 + move.which() % 12, world.agenda).forEach(Agenda::step);
            case SECONDS -> pass(Duration.ofSeconds(1 + move.which() % 40));
            case MINUTES -> pass(Duration.ofMinutes(1 + move.which() % 20));
            case TELL_A_ROW -> tell(move, 0);
            case TELL_ANOTHERS_ROW -> tell(move, 1);
            case TELL_THINLY -> tellThinly(move);
            case TELL_A_REFUND -> tellARefund(move);
            case CRASH -> world.crash();
            case CRASH_AND_RESTART -> restart();
            case START -> start();
            case STAND_STILL -> world.stall(Duration.ofSeconds(1 + move.which() % 150));
            case SLEEP -> world.suspend(Duration.ofSeconds(1 + move.which() % 150));
            case DAY_CHANGE -> changeDay(move);
            // Only forward: a clock that is set back between two processes is beyond what the gateway promises.
            case SET_CLOCK -> world.adjustClock(Duration.ofSeconds(move.which() % 120));
            case NEXT_POST -> world.upstream.posts.add(move.one(Upstream.Post.values()));
            case EVERY_POST -> world.upstream.everyPost = move.one(Upstream.Post.values());
            case NEXT_READ -> world.upstream.reads.add(move.one(Upstream.Read.values()));
            case EVERY_READ -> world.upstream.everyRead = move.one(Upstream.Read.values());
            case HOSTILITY -> world.upstream
                    .hostility(move.one(new Hostility[]{ Upstream.HOSTILE, Hostility.NONE, LAGGING}));
            case CARRIER -> {
                world.upstream.end = move.one(new String[]{ "SUCCESS", "FAILED", "CANCELLED"});
                world.upstream.settlesWithin = Duration.ofSeconds(move.how() % 2 == 0 ? 3 : 240);
            }
            case STORE_TROUBLE -> world.storeMood.writes.add(move.one(Trouble.values()));
            case STORE_SLOW -> world.storeMood.takes = Duration.ofMillis(1 + 700L * (move.which() % 5));
            case HEAL -> heal();
        }
    }

    private static Owner owner(Move move) {
        return OWNERS.get(move.which() % OWNERS.size());
    }

    private List<String> hashes() {
        List<String> all = new ArrayList<>();
        for (int slot = 0; slot < HASHES; slot++) {
            all.add("hash-" + slot);
            for (Owner owner : OWNERS) {
                all.add(PurchaseKey.of(owner, "key-" + slot, null).transactionHash());
            }
        }
        return all;
    }

    private void pass(Duration time) {
        world.agenda.runUntil(world.agenda.instant().plus(time));
    }

    private void start() {
        if (world.life() == null) {
            world.startProcess();
        }
    }

    private void restart() {
        world.crash();
        pass(World.RESTART);
        start();
    }

    private void changeDay(Move move) {
        ZonedDateTime now = world.agenda.instant()
                .atZone(ZoneId.of(move.which() % 2 == 0 ? "UTC" : "America/Mexico_City"));
        Instant midnight = now.toLocalDate().plusDays(1).atStartOfDay(now.getZone()).toInstant();
        Instant then = midnight.minusSeconds(150).plusSeconds(move.how() * 2L);
        Duration left = Duration.between(world.agenda.instant(), then);
        if (!left.isNegative()) {
            switch (move.which() / 2 % 3) {
                case 0 -> world.crash();
                case 1 -> world.suspend(left);
                default -> world.agenda.note("the gateway runs on");
            }
            world.agenda.runUntil(then);
            start();
        }
    }

    private void post(Move move) {
        Owner owner = owner(move);
        int slot = move.how() % HASHES;
        boolean byKey = move.how() / HASHES % 3 == 0;
        boolean duplicate = move.how() / HASHES % 4 == 0;
        String reference = "551234567" + move.which() / OWNERS.size() % BODIES;
        ObjectNode body = body(new PurchaseIntent("sku-tl-TEL050", reference, BigDecimal.valueOf(50), null, null,
                duplicate ? DUPLICATE : "0x0", null));
        if (!byKey) {
            body.put("transactionHash", "hash-" + slot);
        }
        post(owner, body, byKey ? "key-" + slot : null);
    }

    private void post(Owner owner, ObjectNode body, String key) {
        if (world.life() != null) {
            byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
            watch(owner, world.life().open(world.caller(owner), bytes, key, PATIENCE).map(List::of));
        }
    }

    private void look(Owner owner, String hash) {
        if (world.life() != null) {
            watch(owner, world.life().read(world.caller(owner), hash).map(List::of));
        }
    }

    private void list(Owner owner) {
        if (world.life() != null) {
            watch(owner, world.life().list(world.caller(owner)));
        }
    }

    /** What an owner may be told. */
    private void watch(Owner owner, Uni<List<Purchase>> answer) {
        answer.subscribe().with(purchases -> purchases.stream().filter(shown -> !shown.owner().equals(owner))
                .forEach(shown -> world.chronicle.violation(owner + " was shown " + shown)), failure -> {
                    if (!(failure instanceof PurchaseFailure)) {
                        world.chronicle.violation(owner + " was told " + failure);
                    }
                });
    }

    /** Any row that Chipi ever showed, old or new, as a webhook may tell it at any time. */
    private void tell(Move move, int shift) {
        if (!rows.isEmpty() && world.life() != null) {
            ObjectNode row = rows.get(move.which() % rows.size());
            String hash = rows.get((move.which() + shift * move.how()) % rows.size()).path("transactionHash").asText();
            world.life().told(hash, Transaction.of(row)).subscribe().with(told -> {
            }, notTaken -> world.agenda.note("not taken: " + notTaken));
        }
    }

    private void tellThinly(Move move) {
        if (!rows.isEmpty()) {
            ObjectNode row = rows.get(move.which() % rows.size());
            String event = Deliveries.event(row.path("status").asText());
            world.deliver(move.how() % 2 == 0 ? Deliveries.thin(event, row) : Deliveries.named(event, row));
        }
    }

    /** Of one that has failed, and now and then of one that hasn't. */
    private void tellARefund(Move move) {
        List<ObjectNode> failed = rows.stream().filter(row -> row.path("status").asText().equals("FAILED")).toList();
        List<ObjectNode> chosen = move.how() < 90 ? failed : rows;
        if (!chosen.isEmpty()) {
            world.deliver(Deliveries.thin(move.how() % 2 == 0 ? "sku-purchase.refunded" : "sku-purchase.refund-due",
                    chosen.get(move.which() % chosen.size())));
        }
    }

    private void heal() {
        world.upstream.posts.clear();
        world.upstream.reads.clear();
        world.upstream.everyPost = Upstream.Post.TAKEN;
        world.upstream.everyRead = Upstream.Read.ANSWERED;
        world.storeMood.writes.clear();
        world.storeMood.takes = Duration.ofMillis(1);
    }

    /** Everything is well again, and the owners come back for what they asked for. */
    void finish() {
        heal();
        start();
        world.adjustClock(Duration.ZERO);
        for (int round = 0; round < 100 && !Audit.of(world).isSettled(); round++) {
            for (Purchase open : world.disk.read(records -> records.open("", 100))) {
                boolean repeats = round < 25 && open.transactionHash().hashCode() % 2 == 0;
                if (repeats && open.state() == PurchaseState.SUBMITTING) {
                    post(open.owner(), body(open.intent()).put("transactionHash", open.transactionHash()), null);
                } else {
                    look(open.owner(), open.transactionHash());
                }
            }
            pass(Duration.ofSeconds(45));
        }
    }

    private static ObjectNode body(PurchaseIntent intent) {
        return JsonNodeFactory.instance.objectNode().put("skuId", intent.skuId())
                .put("skuReference", intent.skuReference()).put("currencyAmount", intent.currencyAmount())
                .put("walletAddress", intent.walletAddress())
                .put("allowDuplicate", intent.walletAddress().equals(DUPLICATE));
    }

    @Override
    public void close() {
        world.close();
    }
}
