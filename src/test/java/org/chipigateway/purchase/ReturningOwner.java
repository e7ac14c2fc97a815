package org.chipigateway.purchase;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.chipigateway.identity.Owner;

/** Posts a purchase and, whatever happens, comes back for it until it has settled: each time with a bearer just issued. */
final class ReturningOwner {

    enum Habit {
        /** Repeats the POST. */
        REPEATS,
        /** Only looks; gives up where there is no such purchase. */
        LOOKS,
        /** Only looks, and not before the purchase can't be sent any more. */
        LOOKS_LATE,
        /** Repeats the POST, but not before the purchase can't be sent any more. */
        REPEATS_LATE;

        boolean repeats() {
            return this == REPEATS || this == REPEATS_LATE;
        }

        Duration awayFor() {
            return this == LOOKS_LATE || this == REPEATS_LATE ? Duration.ofMinutes(12) : AGAIN;
        }
    }

    static final Owner OWNER = Purchases.ANA;
    static final String HASH = "crash-1";
    private static final Duration AGAIN = Duration.ofSeconds(45);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration AT_LAST = Duration.ofMinutes(10);
    private static final int SOON = 3;
    private static final int MOST_VISITS = 18;
    private static final int MOST_REPEATS = 9;
    private static final byte[] BODY = """
            {"transactionHash": "%s", "skuId": "sku-tl-TEL050", "skuReference": "5512345678", "currencyAmount": 50}"""
            .formatted(HASH).getBytes(StandardCharsets.UTF_8);

    private final World world;
    private final Habit habit;
    private int visits;
    private boolean satisfied;

    ReturningOwner(World world, Habit habit) {
        this.world = world;
        this.habit = habit;
    }

    void begin() {
        post();
        if (habit.awayFor() == AGAIN) {
            world.restarted = this::visit;
        }
        later(habit.awayFor());
    }

    private void later(Duration pause) {
        world.agenda.after(pause, world, "the owner comes back", () -> {
            if (!satisfied && ++visits < MOST_VISITS) {
                later(visits < SOON ? AGAIN : seldom());
                visit();
            }
        });
    }

    private Duration seldom() {
        Duration pause = AGAIN.multipliedBy(1L << (visits - SOON + 1));
        return pause.compareTo(AT_LAST) < 0 ? pause : AT_LAST;
    }

    private void visit() {
        if (satisfied || world.life() == null) {
            return;
        }
        if (habit.repeats() && visits <= MOST_REPEATS) {
            post();
        } else {
            world.life().read(world.caller(OWNER), HASH).subscribe().with(this::saw, this::failed);
        }
    }

    private void post() {
        world.life().post(world.caller(OWNER), BODY, PATIENCE).subscribe().with(this::saw, this::failed);
    }

    private void saw(Purchase purchase) {
        // With the receipt.
        satisfied |= purchase.terminal() && !purchase.rowOwed();
    }

    private void failed(Throwable failure) {
        // Nothing was kept of the POST, as far as its owner can see: buying elsewhere is right, so nothing may come of it.
        satisfied |= failure instanceof PurchaseFailure.NotFound;
    }
}
