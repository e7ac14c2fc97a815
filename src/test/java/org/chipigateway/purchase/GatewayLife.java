package org.chipigateway.purchase;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

import org.chipigateway.catalog.SkuCheck;
import org.chipigateway.chipi.Chipi;
import org.chipigateway.chipi.ChipiConfig;
import org.chipigateway.chipi.RequestBudget;
import org.chipigateway.chipi.Timers;
import org.chipigateway.chipi.Transaction;
import org.chipigateway.identity.BearerCustody;
import org.chipigateway.identity.Caller;
import org.chipigateway.identity.Custodies;
import org.chipigateway.identity.Owner;
import org.chipigateway.webhook.Deliveries;
import org.chipigateway.webhook.Delivery;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;

/** One process of the gateway, from its start to its crash: the production objects, put together by hand over a {@link World}. */
final class GatewayLife {
    private final World world;
    private final EventPublisher publisher = new EventPublisher();
    private final SteppedStore store;
    private final BearerCustody custody;
    private final Deliveries deliveries;
    private final PurchasePipeline pipeline;
    private final PurchaseReading reading;
    private final PurchaseWait waiting;
    private final PurchaseRecovery recovery;
    private final PurchaseCheck checks;
    final Audience audience;
    final RecordedWatchers watchers = new RecordedWatchers();
    private PurchaseFollower follower;

    GatewayLife(World world) {
        this.world = world;
        PurchaseConfig limits = new TestLimits(world.lookUpFirst);
        ChipiConfig config = new TestChipi();
        InstantSource clock = world::wallClock;
        Moments moments = new Moments(clock, world::monotonicNanos);
        Timers timers = (delay, action) -> world.agenda.after(delay, this, "a timer", action);
        DrainTime drain = new DrainTime(() -> Duration.ZERO, world::monotonicNanos);
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        store = new SteppedStore(world.agenda, this, world.disk, world.storeMood, changes -> {
            world.chronicle.committed(changes);
            changes.forEach(publisher::publish);
        });
        Chipi chipi = world.connection.apply(this);
        custody = Custodies.custody(clock, fresh -> follower.onFreshBearer(fresh));
        follower = new PurchaseFollower(custody, timers, moments, drain, metrics);
        PurchaseSettlement settlement = new PurchaseSettlement(store, clock, metrics);
        RequestBudget budget = world.budget.apply(this);
        RequestTurn turns = new RequestTurn(budget, store, moments);
        audience = new Audience(watchers, follower, custody, moments);
        PollingPace pace = new PollingPace(world.schedule.apply(world::monotonicNanos),
                new WebhookTrust(world::monotonicNanos), audience, new NoCategories(), follower, new Random(7),
                moments);
        PurchasePolling polling = new PurchasePolling(chipi, custody, settlement, pace, limits, turns, moments);
        SubmissionPolicy policy = new SubmissionPolicy(config, limits);
        PurchaseSubmission submission = new PurchaseSubmission(store, chipi, custody, policy,
                new SendClaims(store, policy, config, moments),
                new PurchaseLookUp(store, chipi, custody, policy, settlement, config, turns, moments), settlement,
                polling,
                turns, moments);
        pipeline = new PurchasePipeline(
                new PurchaseOpening(store, new AnySku(), new PurchaseAdmission(budget, config), limits, clock),
                submission, polling,
                new OwedRow(chipi, custody, settlement, limits, turns, moments), follower, pace, audience, store,
                custody, limits, config, clock);
        waiting = new PurchaseWait(store, publisher, timers, audience, drain);
        reading = new PurchaseReading(store, pipeline, waiting, audience);
        checks = new PurchaseCheck(store, pipeline, settlement, chipi, turns, custody, config, timers, clock);
        recovery = new PurchaseRecovery(store, pipeline);
        deliveries = new Deliveries(store.inbox(), new PurchaseNews(settlement, pipeline), publisher, clock);
    }

    void start() {
        deliveries.start();
        recovery.onStart(null);
        sweepLater();
        sweepInboxAfter(world.sweepInboxFirst);
    }

    private void sweepInboxAfter(Duration pause) {
        world.agenda.inBackground(pause, this, "the inbox's sweep", () -> deliveries.sweep().subscribe().with(
                done -> sweepInboxAfter(world.sweepInboxEvery), failed -> sweepInboxAfter(world.sweepInboxEvery)));
    }

    private void sweepLater() {
        world.agenda.inBackground(world.sweepEvery, this, "the sweep", () -> recovery.sweep().subscribe()
                .with(done -> sweepLater(), failed -> sweepLater()));
    }

    /** As the POST's resource does it, but for the waiting. */
    Uni<Purchase> open(Caller caller, byte[] body, String idempotencyKey, Duration patience) {
        custody.offer(caller);
        return pipeline.open(caller, body, idempotencyKey, patience).map(OpenedPurchase::purchase);
    }

    /** As the POST's resource does it, with {@code Prefer: wait}. */
    Uni<Purchase> post(Caller caller, byte[] body, Duration patience) {
        return open(caller, body, null, patience)
                .chain(opened -> waiting.until(Purchase::terminal, opened.transactionHash(), patience));
    }

    Uni<Purchase> read(Caller caller, String idOrHash) {
        custody.offer(caller);
        return reading.find(caller, idOrHash);
    }

    /** Where {@code scope=all}, an operator's. */
    Uni<Purchase> read(Caller caller, String idOrHash, Scope scope) {
        custody.offer(caller);
        return reading.find(caller, idOrHash, scope);
    }

    /** By a stream's ticket. */
    Uni<Purchase> read(Owner owner, String idOrHash) {
        return reading.find(owner, idOrHash);
    }

    /** The same with {@code Prefer: wait}. */
    Uni<Purchase> await(Caller caller, String idOrHash, Duration wait) {
        custody.offer(caller);
        return reading.find(caller, idOrHash, Scope.OWN, wait);
    }

    Uni<Purchase> check(Caller caller, String idOrHash) {
        custody.offer(caller);
        return checks.check(caller, idOrHash);
    }

    Uni<List<Purchase>> list(Caller caller) {
        custody.offer(caller);
        return store.read(records -> records.page(caller.owner(), List.of(PurchaseState.values()), 0, 100));
    }

    /** As a stream does it, but for the history. */
    void watch(String transactionHash, Consumer<PurchaseChange> watcher) {
        publisher.watch(transactionHash, watcher);
        watchers.watched.add(transactionHash);
        audience.arrived(transactionHash);
    }

    /** A delivery whose signature was right; the item comes with the 200. */
    Uni<Delivery> deliver(String body) {
        return deliveries.take(body);
    }

    /** The same with the whole row, for the purchase of this hash. */
    Uni<Delivery> told(String transactionHash, Transaction row) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("event",
                Deliveries.event(PurchaseState.of(row.status()).name()));
        body.putObject("data").put("transactionHash", transactionHash).set("transaction", row.row());
        return deliver(body.toString());
    }

    private static final class AnySku extends SkuCheck {
        @Override
        public Uni<Void> check(String skuId, String reference, BigDecimal amount, Caller caller) {
            return Uni.createFrom().voidItem();
        }
    }
}
