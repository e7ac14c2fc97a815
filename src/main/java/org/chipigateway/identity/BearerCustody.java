package org.chipigateway.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * Keeps, in memory only, the newest bearer of each owner who has an open purchase, so that Chipi can be asked about it
 * after the owner's request has ended.
 */
@ApplicationScoped
@RegisterForReflection(classNames = BearerCustody.WEIGHTED_CACHE)
public class BearerCustody {

    /** Caffeine's class for a cache with a weigher and an expiry, for native images: Quarkus doesn't register this one. */
    static final String WEIGHTED_CACHE = "com.github.benmanes.caffeine.cache.SSMWA";

    /** At most so many characters of bearers at once; past it the least used owner waits for their next request. */
    private static final long MOST_CHARACTERS = 64L << 20;
    private static final int MOST_REFUSALS = 50_000;
    /**
     * Not for the bearer's whole life: a 401 can be Chipi's own trouble (its keys rotate too), and a back end's token lives for hours.
     * Customers' tokens live no longer than this.
     */
    private static final Duration REFUSED_FOR = Duration.ofMinutes(1);

    private record Held(String bearer, Instant expiresAt) {
        @Override
        public String toString() {
            return "Held[expiresAt=" + expiresAt + "]";
        }
    }

    private final InstantSource clock;
    private final Event<FreshBearer> fresh;
    private final Set<Owner> awaited = ConcurrentHashMap.newKeySet();
    private final Cache<Owner, Held> held;
    private final Cache<String, Boolean> refusals;

    BearerCustody(InstantSource clock, Event<FreshBearer> fresh) {
        this.clock = clock;
        this.fresh = fresh;
        held = Caffeine.newBuilder().executor(Runnable::run).ticker(this::nanos).maximumWeight(MOST_CHARACTERS)
                .weigher((Owner owner, Held kept) -> kept.bearer().length())
                .expireAfter(Expiry.writing((Owner owner, Held kept) -> left(kept.expiresAt()))).build();
        refusals = Caffeine.newBuilder().executor(Runnable::run).ticker(this::nanos).maximumSize(MOST_REFUSALS)
                .expireAfter(Expiry.writing((String hash, Boolean refused) -> REFUSED_FOR)).build();
    }

    /** From now on this owner's bearers are kept: they have an open purchase. Idempotent. */
    public void await(Owner owner) {
        awaited.add(owner);
    }

    /** The owner has no open purchase any more: what is kept is forgotten. */
    public void release(Owner owner) {
        awaited.remove(owner);
        held.invalidate(owner);
    }

    /**
     * Keeps the bearer if its owner is awaited, it isn't expired nor was it refused, and it expires later than the kept
     * one; then fires {@link FreshBearer}.
     */
    public void offer(Caller caller) {
        Held offered = new Held(caller.bearer(), caller.expiresAt());
        if (!awaited.contains(caller.owner()) || !lasts(offered)) {
            return;
        }
        String hash = hash(offered.bearer());
        // Both inside compute: a refusal or a release that comes between must not leave the bearer kept.
        Held kept = held.asMap().compute(caller.owner(), (owner, before) -> {
            boolean newer = before == null || offered.expiresAt().isAfter(before.expiresAt());
            return newer && awaited.contains(owner) && refusals.getIfPresent(hash) == null ? offered : before;
        });
        if (kept == offered) {
            fresh.fire(new FreshBearer(caller.owner()));
        }
    }

    /** The newest bearer that hasn't expired and that Chipi hasn't refused. */
    public Optional<String> bearerOf(Owner owner) {
        return Optional.ofNullable(held.getIfPresent(owner)).filter(this::lasts).map(Held::bearer);
    }

    /** Chipi said 401 to this bearer: it isn't handed out again, unless its owner still comes with it a minute later. */
    public void refused(Owner owner, String bearer) {
        held.asMap().compute(owner, (same, kept) -> {
            boolean isKept = kept != null && kept.bearer().equals(bearer);
            refusals.put(hash(bearer), true);
            return isKept ? null : kept;
        });
    }

    /** Tells, whenever it is asked, whether Chipi has said 401 to this bearer; holds no more of it than a hash. */
    public BooleanSupplier refusalOf(String bearer) {
        String hash = hash(bearer);
        return () -> refusals.getIfPresent(hash) != null;
    }

    private boolean lasts(Held bearer) {
        return clock.instant().isBefore(bearer.expiresAt());
    }

    private long nanos() {
        return clock.millis() * 1_000_000;
    }

    private Duration left(Instant until) {
        Duration left = Duration.between(clock.instant(), until);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private static String hash(String bearer) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bearer.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }
}
