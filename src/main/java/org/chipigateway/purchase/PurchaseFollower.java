package org.chipigateway.purchase;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.chipigateway.chipi.Timers;
import org.chipigateway.identity.BearerCustody;
import org.chipigateway.identity.FreshBearer;
import org.chipigateway.identity.Owner;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;

/**
 * All purchases that are being followed: one follower each, however many watch it. Tells the custody whose bearers are needed,
 * and wakes an owner's purchases when a fresh one comes.
 */
@ApplicationScoped
class PurchaseFollower {
    private static final int AT_ONCE = 200;
    private static final Duration BETWEEN = Duration.ofMillis(250);

    private final Map<String, FollowedPurchase> followed = new ConcurrentHashMap<>();
    /** Each owner's by hash, not by identity: what a fresh bearer wakes is woken in the same order in each run of a test. */
    private final Map<Owner, Map<String, FollowedPurchase>> byOwner = new ConcurrentHashMap<>();
    private final BearerCustody custody;
    private final Timers timers;
    private final Moments moments;
    private final DrainTime drain;
    private volatile boolean stopped;

    PurchaseFollower(BearerCustody custody, Timers timers, Moments moments, DrainTime drain, MeterRegistry metrics) {
        this.custody = custody;
        this.timers = timers;
        this.moments = moments;
        this.drain = drain;
        metrics.gaugeMapSize("chipi_purchases_followed", List.of(), followed);
    }

    /**
     * Follows the purchase from now on, with a step at once.
     *
     * @param prepare runs when the owner's bearers are awaited and before the step
     */
    void follow(Purchase purchase, Function<FollowedPurchase, Uni<NextStep>> step, Consumer<FollowedPurchase> prepare) {
        FollowedPurchase follower;
        do {
            if (stopped) {
                return;
            }
            follower = followerOf(purchase, step);
            prepare.accept(follower);
            // One that came to its end in this very moment wakes no more: then a new one takes over.
        } while (!follower.wake());
    }

    boolean follows(String transactionHash) {
        return followed.containsKey(transactionHash);
    }

    /** Tells the follower of this purchase something and wakes it; nothing where there is none. */
    void wake(String transactionHash, Consumer<FollowedPurchase> prepare) {
        FollowedPurchase follower = followed.get(transactionHash);
        if (follower != null) {
            prepare.accept(follower);
            follower.wake();
        }
    }

    Optional<FollowedPurchase> find(String transactionHash) {
        return Optional.ofNullable(followed.get(transactionHash));
    }

    /** All of an owner's. */
    List<FollowedPurchase> of(Owner owner) {
        return new ArrayList<>(byOwner.getOrDefault(owner, Map.of()).values());
    }

    /** The same for each of an owner's as {@link #wake}. */
    void wakeAll(Owner owner, Consumer<FollowedPurchase> prepare) {
        each(of(owner), each -> {
            prepare.accept(each);
            each.wake();
        });
    }

    /** Each takes a step and sees anew when its poll is due. */
    void wakeAll() {
        each(new ArrayList<>(followed.values()), FollowedPurchase::wake);
    }

    /** A few at a time: each step reads the store, whose queue is bounded. */
    private void each(List<FollowedPurchase> some, Consumer<FollowedPurchase> action) {
        some.subList(0, Math.min(AT_ONCE, some.size())).forEach(action);
        if (some.size() > AT_ONCE) {
            timers.after(BETWEEN, () -> each(some.subList(AT_ONCE, some.size()), action));
        }
    }

    private FollowedPurchase followerOf(Purchase purchase, Function<FollowedPurchase, Uni<NextStep>> step) {
        return followed.compute(purchase.transactionHash(), (hash, present) -> {
            if (present != null && !present.stopped()) {
                return present;
            }
            FollowedPurchase[] self = new FollowedPurchase[1];
            self[0] = new FollowedPurchase(hash, purchase.owner(), moments.now(), timers, step,
                    () -> forget(self[0]));
            byOwner.compute(purchase.owner(), (owner, theirs) -> {
                Map<String, FollowedPurchase> all = theirs == null ? new ConcurrentHashMap<>() : theirs;
                all.put(hash, self[0]);
                custody.await(owner);
                return all;
            });
            return self[0];
        });
    }

    private void forget(FollowedPurchase ended) {
        followed.remove(ended.transactionHash(), ended);
        byOwner.computeIfPresent(ended.owner(), (owner, theirs) -> {
            theirs.remove(ended.transactionHash(), ended);
            if (!theirs.isEmpty()) {
                return theirs;
            }
            custody.release(owner);
            return null;
        });
    }

    void onFreshBearer(@Observes FreshBearer fresh) {
        each(of(fresh.owner()), FollowedPurchase::bearerCame);
    }

    /**
     * The last that the end of the process waits for: no step is begun any more, and those under way are ended, as far as the time
     * allows. What is cut is taken up at the next start.
     */
    void finishSteps(@Observes @Priority(DrainTime.STEPS) ShutdownDelayInitiatedEvent asked)
            throws InterruptedException {
        stop();
        List<FollowedPurchase> all = new ArrayList<>(followed.values());
        // A poll that waits for its turn gives its place up.
        all.forEach(each -> each.attention().hurry());
        CountDownLatch ended = new CountDownLatch(all.size());
        all.forEach(each -> each.whenIdle(ended::countDown));
        ended.await(drain.leftOf(DrainTime.STEPS_SHARE).toNanos(), TimeUnit.NANOSECONDS);
    }

    /** While the store is still there, which closes after this: what is left open is taken up at the next start. */
    void onShutdown(@Observes ShutdownEvent end) {
        stop();
    }

    @PreDestroy
    void stop() {
        stopped = true;
        followed.values().forEach(FollowedPurchase::stop);
    }
}
