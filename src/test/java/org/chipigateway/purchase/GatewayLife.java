package org.chipigateway.purchase;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;

import org.chipigateway.catalog.SkuCheck;
import org.chipigateway.chipi.Chipi;
import org.chipigateway.chipi.ChipiConfig;
import org.chipigateway.chipi.Transaction;
import org.chipigateway.identity.BearerCustody;
import org.chipigateway.identity.Caller;
import org.chipigateway.identity.Custodies;
import org.chipigateway.simulator.SimulatorOptions;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;

/** One process of the gateway, from its start to its crash: the production objects, put together by hand over a {@link World}. */
final class GatewayLife {
    private static final ChipiConfig ACCOUNT = new StepByStep.Account("http://chipi", SimulatorOptions.PRODUCTION_KEY);

    private final World world;
    private final PurchaseStore store;
    private final BearerCustody custody;
    private final PurchaseSettlement settlement;
    private final PurchasePipeline pipeline;
    private final PurchaseReading reading;
    private final PurchaseWait waiting;
    private final PurchaseRecovery recovery;
    private PurchaseFollower follower;

    GatewayLife(World world) {
        this.world = world;
        PurchaseConfig limits = new SubmissionPolicyTest.Limits();
        InstantSource clock = world::wallClock;
        MonotonicClock monotonic = world::monotonicNanos;
        Timers timers = (delay, action) -> world.agenda.after(delay, this, "a timer", action);
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        EventPublisher publisher = new EventPublisher();
        store = new SteppedStore(world.agenda, this, world.disk, world.storeMood, changes -> {
            world.chronicle.committed(changes);
            changes.forEach(publisher::publish);
        });
        Chipi chipi = new StepwiseChipi(world.agenda, this, world.upstream, ACCOUNT);
        custody = Custodies.custody(clock, fresh -> follower.onFreshBearer(fresh));
        follower = new PurchaseFollower(custody, timers, metrics);
        settlement = new PurchaseSettlement(store, clock, metrics);
        PurchasePolling polling = new PurchasePolling(chipi, custody, settlement, new PollingSchedule(new Random(7)),
                limits, clock);
        SubmissionPolicy policy = new SubmissionPolicy(ACCOUNT, limits);
        PurchaseSubmission submission = new PurchaseSubmission(store, chipi, custody, policy,
                new SendClaims(store, policy, ACCOUNT, clock, monotonic), settlement, polling, ACCOUNT, clock);
        pipeline = new PurchasePipeline(new PurchaseOpening(store, new AnySku(), limits, clock), submission, polling,
                follower, store, custody, limits, clock);
        waiting = new PurchaseWait(store, publisher, timers);
        reading = new PurchaseReading(store, waiting);
        recovery = new PurchaseRecovery(store, pipeline);
    }

    void start() {
        recovery.onStart(null);
        sweepLater();
    }

    private void sweepLater() {
        world.agenda.inBackground(world.sweepEvery, this, "the sweep", () -> recovery.sweep().subscribe()
                .with(done -> sweepLater(), failed -> sweepLater()));
    }

    /** As the POST's resource does it: the caller's bearer is taken, the purchase is opened, then its end is waited for. */
    Uni<Purchase> post(Caller caller, byte[] body, String idempotencyKey, Duration patience) {
        custody.offer(caller);
        return pipeline.open(caller, body, idempotencyKey, patience).chain(
                opened -> waiting.until(Purchase::terminal, opened.purchase().transactionHash(), patience));
    }

    Uni<Purchase> read(Caller caller, String idOrHash) {
        custody.offer(caller);
        return reading.find(caller.owner(), idOrHash);
    }

    Uni<List<Purchase>> list(Caller caller) {
        custody.offer(caller);
        return store.read(records -> records.page(caller.owner(), List.of(PurchaseState.values()), 0, 100));
    }

    /** As a webhook's inbox will do it. */
    Uni<Purchase> told(String transactionHash, Transaction row) {
        return settlement.settle(transactionHash, row, EventSource.POLL);
    }

    private static final class AnySku extends SkuCheck {
        @Override
        public Uni<Void> check(String skuId, String reference, BigDecimal amount, Caller caller) {
            return Uni.createFrom().voidItem();
        }
    }
}
