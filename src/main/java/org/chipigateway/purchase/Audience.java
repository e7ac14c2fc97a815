package org.chipigateway.purchase;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.enterprise.context.ApplicationScoped;

import org.chipigateway.identity.BearerCustody;
import org.chipigateway.identity.Owner;

import io.smallrye.mutiny.subscription.Cancellable;

/**
 * Who wants to know of a purchase's end: open streams, callers who wait for their answer, and callers who look again and again, as
 * Chipi's own clients do. However many they are, the purchase is asked after by its one follower; they make it ask sooner.
 */
@ApplicationScoped
public class Audience {
    /** Whoever looked at an open purchase so short a while ago will look again. */
    static final Duration LOOKS_AGAIN = Duration.ofSeconds(10);

    private final Watchers watchers;
    private final PurchaseFollower follower;
    private final BearerCustody custody;
    private final Moments moments;
    private final Map<String, Integer> waiting = new ConcurrentHashMap<>();
    private final AtomicLong lapses = new AtomicLong();

    Audience(Watchers watchers, PurchaseFollower follower, BearerCustody custody, Moments moments) {
        this.watchers = watchers;
        this.follower = follower;
        this.custody = custody;
        this.moments = moments;
    }

    boolean watches(FollowedPurchase followed) {
        String hash = followed.transactionHash();
        return waiting.containsKey(hash) || watchers.watch(hash, followed.owner())
                || moments.now().nanos() - followed.attention().lookedAtUntil() < 0;
    }

    /** A stream of this purchase was opened: where its next poll is far off, it comes sooner. */
    public void arrived(String transactionHash) {
        follower.wake(transactionHash, followed -> followed.attention().hurry());
    }

    /** The same of a stream of all of this owner's purchases. */
    public void arrived(Owner owner) {
        follower.wakeAll(owner, followed -> followed.attention().hurry());
    }

    /** The number of a lapse during which such a stream was opened; empty where there is none. */
    public OptionalLong lapse(Owner owner) {
        return follower.of(owner).stream().filter(this::lacksBearer).mapToLong(followed -> followed.attention().lapse())
                .max();
    }

    /** The number of the lapse during which a stream of this purchase was opened; empty where there is none. */
    public OptionalLong lapse(String transactionHash) {
        return follower.find(transactionHash).filter(this::lacksBearer).map(followed -> followed.attention().lapse())
                .map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    /** Until it is cancelled a caller waits for this purchase. */
    Cancellable waits(String transactionHash) {
        waiting.merge(transactionHash, 1, Integer::sum);
        arrived(transactionHash);
        return () -> waiting.computeIfPresent(transactionHash, (hash, count) -> count == 1 ? null : count - 1);
    }

    /** A caller has looked at this purchase. */
    void looked(String transactionHash) {
        long now = moments.now().nanos();
        follower.find(transactionHash).ifPresent(followed -> {
            boolean again = now - followed.attention().lookedAtUntil() < 0;
            followed.attention().lookedAtUntil(now + LOOKS_AGAIN.toNanos());
            if (!again) {
                followed.attention().hurry();
                followed.wake();
            }
        });
    }

    /** After each step: tells the watchers once that no bearer is left, and again only after there was one. */
    void hears(FollowedPurchase followed, NextStep next) {
        if (!custody.bearerOf(followed.owner()).isEmpty()) {
            followed.attention().lapse(0);
        } else if (next instanceof NextStep.After after && after.lacksBearer() && followed.attention().lapse() == 0) {
            long lapse = lapses.incrementAndGet();
            followed.attention().lapse(lapse);
            watchers.tellOfLapse(followed.transactionHash(), followed.owner(), lapse);
        }
    }

    /** What a request with a fresh bearer has just ended isn't told to the stream that it opens. */
    private boolean lacksBearer(FollowedPurchase followed) {
        return followed.attention().lapse() != 0 && custody.bearerOf(followed.owner()).isEmpty();
    }
}
