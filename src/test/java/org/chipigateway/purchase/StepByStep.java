package org.chipigateway.purchase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chipigateway.purchase.Purchases.NOON;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

import jakarta.inject.Inject;

import org.chipigateway.chipi.Account;
import org.chipigateway.chipi.Transaction;
import org.chipigateway.chipi.UnlimitedBudget;
import org.chipigateway.identity.BearerCustody;
import org.chipigateway.identity.Caller;
import org.chipigateway.identity.Owner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;

/** One purchase, followed step by step by hand: the real store, a scripted Chipi, and a clock that moves as the steps say. */
abstract class StepByStep {
    static final Duration QUIET = TestChipi.QUIET;
    static final Instant START = NOON;
    /** The custody's clock is the real one, so its bearers have to outlast every test's clock. */
    private static final Instant FAR = Instant.parse("2190-01-01T00:00:00Z");

    @Inject
    PurchaseStore realStore;

    @Inject
    BearerCustody custody;

    final MovableClock clock = new MovableClock(START);
    final ScriptedChipi chipi = new ScriptedChipi(clock);
    final String hash = "steps-" + UUID.randomUUID();
    final String chipiId = "tx-" + UUID.randomUUID();
    final Owner owner = new Owner("https://issuer.test", "owner-" + UUID.randomUUID());
    final Account account = Account.of(new TestChipi());
    final UnlimitedBudget budget = new UnlimitedBudget(clock);
    final Moments moments = new Moments(clock, clock);
    PurchaseConfig limits = new TestLimits(false);
    PollingSchedule schedule = new BackOffSchedule();
    final WebhookTrust trust = new WebhookTrust(clock);
    final RecordedWatchers watchers = new RecordedWatchers();

    HookedStore store;
    PurchaseSubmission submission;
    PurchasePolling polling;
    FollowedPurchase followed;
    Audience audience;
    private int bearers;

    @AfterEach
    void noPermitIsKept() {
        assertThat(budget.open()).isZero();
    }

    @BeforeEach
    void assemble() {
        store = new HookedStore(realStore);
        TestChipi config = new TestChipi();
        SubmissionPolicy policy = new SubmissionPolicy(config, limits);
        PurchaseSettlement settlement = new PurchaseSettlement(store, clock, new SimpleMeterRegistry());
        PurchaseFollower follower = new PurchaseFollower(custody, (delay, action) -> () -> {
        }, moments, new DrainTime(() -> Duration.ZERO, System::nanoTime), new SimpleMeterRegistry());
        audience = new Audience(watchers, follower, custody, moments);
        RequestTurn turns = new RequestTurn(budget, store, moments);
        // Half of the jitter's range is none at all.
        PollingPace pace = new PollingPace(schedule, trust, audience, new NoCategories(), follower,
                () -> Long.MIN_VALUE, moments);
        polling = new PurchasePolling(chipi, custody, settlement, pace, limits, turns, moments);
        submission = new PurchaseSubmission(store, chipi, custody, policy,
                new SendClaims(store, policy, config, moments),
                new PurchaseLookUp(store, chipi, custody, policy, settlement, config, turns, moments), settlement,
                polling,
                turns, moments);
        restart();
        custody.await(owner);
        freshBearer();
        // What isn't the subject here: a purchase that nobody watches is polled half as often.
        watchers.watched.add(hash);
        open(START);
    }

    /** What a new process has: nothing but the store. */
    final void restart() {
        followed = new FollowedPurchase(hash, owner, moments.now(), (delay, action) -> () -> {
        }, self -> Uni.createFrom().item(NextStep.DONE), () -> {
        });
    }

    final String freshBearer() {
        String bearer = "bearer-" + ++bearers + "-" + owner.subject();
        custody.offer(new Caller(owner, bearer, FAR.plusSeconds(bearers), Set.of()));
        assertThat(custody.bearerOf(owner)).contains(bearer);
        return bearer;
    }

    final void loseBearer() {
        custody.bearerOf(owner).ifPresent(bearer -> custody.refused(owner, bearer));
    }

    /** Opens the purchase as if nothing were known of it yet. */
    final void open(Instant at) {
        save(Purchase.opened(hash, owner, Purchases.airtime("5512345678"), at));
    }

    final NextStep step() {
        return step(purchase(), sends());
    }

    final NextStep step(Purchase seen, List<Send> sends) {
        Uni<NextStep> step = switch (seen.state()) {
            case SUBMITTING -> submission.submit(seen, sends, followed);
            case PENDING, PROCESSING -> polling.poll(seen, Send.confirmedAt(sends).orElse(account), followed);
            default -> Uni.createFrom().item(NextStep.DONE);
        };
        return step.await().atMost(Duration.ofSeconds(30));
    }

    /** Takes steps as a follower does, until the purchase is done or the clock has come to {@code end}; returns their number. */
    final int stepUntil(Instant end) {
        for (int steps = 1; steps <= 400; steps++) {
            NextStep next;
            try {
                next = step();
            } catch (PurchaseFailure.StoreUnavailable down) {
                next = new NextStep.After(Duration.ofSeconds(5));
            }
            if (!(next instanceof NextStep.After after)) {
                return steps;
            }
            Instant then = clock.instant().plus(after.delay());
            clock.set(then.isBefore(end) ? then : end);
            if (!then.isBefore(end) && !after.delay().isZero()) {
                return steps;
            }
        }
        throw new AssertionError("The steps follow each other without end: " + chipi.calls);
    }

    final int stepFor(Duration time) {
        return stepUntil(clock.instant().plus(time));
    }

    /** Takes steps that follow at once upon each other; returns the pause that the last one asked for. */
    final Duration stepNow() {
        for (int steps = 0; steps < 20; steps++) {
            NextStep next = step();
            if (!(next instanceof NextStep.After after)) {
                return null;
            }
            if (!after.delay().isZero()) {
                return after.delay();
            }
        }
        throw new AssertionError("The steps follow each other without a pause: " + chipi.calls);
    }

    final Supplier<Transaction> row(String status) {
        return () -> Purchases.transaction(hash, chipiId, status);
    }

    final List<Duration> posts() {
        return since("POST");
    }

    final List<Duration> lookUps() {
        return since("LOOK_UP");
    }

    final List<Duration> polls() {
        return since("POLL");
    }

    private List<Duration> since(String what) {
        return chipi.times(what).stream().map(at -> Duration.between(START, at)).toList();
    }

    final Purchase purchase() {
        return read(records -> records.byHash(hash).orElseThrow());
    }

    final List<Send> sends() {
        return read(records -> records.sendsOf(hash));
    }

    final <T> T read(Function<PurchaseRecords, T> query) {
        return realStore.read(query).await().atMost(Duration.ofSeconds(30));
    }

    final void save(Purchase purchase) {
        write(tx -> {
            tx.save(purchase);
            return null;
        });
    }

    final <T> T write(Function<PurchaseTransaction, T> work) {
        return realStore.write(work).await().atMost(Duration.ofSeconds(30));
    }
}
