package org.chipigateway.purchase;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntConsumer;

import org.chipigateway.chipi.BudgetStore;
import org.chipigateway.chipi.MonotonicClock;
import org.chipigateway.chipi.RequestBudget;
import org.chipigateway.chipi.Transaction;
import org.chipigateway.identity.Owner;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;

/** The gateway itself, all of its pipeline and its store, in virtual time: twenty owners, each purchase watched by some. */
final class GatewayUnderLoad implements Buying {
    private static final int OWNERS = 20;

    private final World world;
    private final int watchers;

    GatewayUnderLoad(Agenda agenda, SimulatedChipi chipi, int watchers,
            Function<MonotonicClock, PollingSchedule> schedule) {
        this.watchers = watchers;
        world = new World(agenda, Duration.ZERO);
        world.bearersLive = Duration.ofHours(1);
        world.sweepEvery = Duration.ofHours(1);
        world.schedule = schedule;
        world.budget = process -> new RequestBudget(new TestChipi(), new NoDelay(), world::monotonicNanos, agenda,
                (delay, action) -> agenda.after(delay, process, "the budget", action), new SimpleMeterRegistry());
        world.connection = process -> new SimulatedConnection(chipi);
        world.startProcess();
        chipi.webhook = row -> world.life().told(row.path("transactionHash").textValue(), Transaction.of(row))
                .subscribe().with(purchase -> {
                });
    }

    @Override
    public void buy(String transactionHash, int purchase, IntConsumer told) {
        Owner owner = new Owner("https://issuer.test", "owner-" + purchase % OWNERS);
        world.life().watchers.watched.add(transactionHash);
        world.life().watch(transactionHash, change -> {
            if (change.purchase().terminal()) {
                for (int watcher = 0; watcher < watchers; watcher++) {
                    told.accept(watcher);
                }
            }
        });
        world.life().open(world.caller(owner), body(transactionHash, purchase), null, Duration.ofSeconds(10))
                .subscribe().with(opened -> {
                });
    }

    private static byte[] body(String transactionHash, int purchase) {
        return """
                {"transactionHash":"%s","skuId":"sku-%d","skuReference":"55%08d","currencyAmount":10,"walletAddress":"%s"}"""
                .formatted(
                        transactionHash, purchase % 50, purchase, Player.DUPLICATE)
                .getBytes();
    }

    @Override
    public void close() {
        world.close();
    }

    /** Bookings that are durable at once: the disk is another benchmark's subject. */
    private static final class NoDelay implements BudgetStore {
        @Override
        public Uni<List<Carried>> takeOver(Booking first, Instant lastSeen, Instant forgotten) {
            return Uni.createFrom().item(List.of());
        }

        @Override
        public Uni<Void> book(Booking booking, List<UsedUp> usedUp, Instant forgotten) {
            return Uni.createFrom().voidItem();
        }
    }
}
