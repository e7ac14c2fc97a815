package org.chipigateway.catalog;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;

import org.chipigateway.chipi.ChipiFailure;
import org.chipigateway.chipi.ChipiFailure.BudgetExhausted;
import org.chipigateway.chipi.ChipiFailure.Refused;
import org.chipigateway.chipi.ChipiFailure.Unauthorised;
import org.chipigateway.identity.Caller;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/**
 * Copies of one kind. One load serves all who wait for it, and goes on when they leave. Between a failed load and the
 * next try old copies are served without asking: Chipi has other things to do while it is in trouble.
 */
@RegisterForReflection(classNames = Shelf.WEIGHTED_CACHE)
final class Shelf<K> {

    /** Caffeine's class for a cache with a weigher: named nowhere else, and not among those that Quarkus knows. */
    static final String WEIGHTED_CACHE = "com.github.benmanes.caffeine.cache.SSMW";

    static final Duration FRESH = Duration.ofMinutes(5);
    static final Duration KEPT = Duration.ofDays(1);

    private static final Duration NEXT_TRY = Duration.ofSeconds(10);
    private static final Duration PATIENCE_WITH_A_COPY_AT_HAND = Duration.ofSeconds(2);
    private static final int JOINED_LOADS = 3;
    private static final int MAX_BYTES = 32 << 20;
    /** What a copy weighs at least, so that the bytes bound the number too: 512. */
    private static final int LEAST_WEIGHT = 64 << 10;

    private final BiFunction<K, Caller, Uni<Copy>> source;
    private final InstantSource clock;
    private final ConcurrentMap<K, Load> loads = new ConcurrentHashMap<>();
    private final Cache<K, Copy> copies = Caffeine.newBuilder()
            .maximumWeight(MAX_BYTES)
            .<K, Copy>weigher((key, copy) -> Math.max(LEAST_WEIGHT, copy.body().length))
            .build();
    private final Cache<K, Instant> nextTries = Caffeine.newBuilder().maximumSize(512).build();

    /** @param source asks Chipi for a caller, with their bearer */
    Shelf(BiFunction<K, Caller, Uni<Copy>> source, InstantSource clock) {
        this.source = source;
        this.clock = clock;
    }

    Uni<Served> get(K key, Caller caller) {
        return Uni.createFrom().deferred(() -> {
            Instant now = clock.instant();
            Copy copy = copies.getIfPresent(key);
            if (isFresh(copy, now)) {
                return Uni.createFrom().item(Served.of(copy, now, Served.Source.KEPT));
            }
            if (copy == null || !now.isBefore(copy.loadedAt().plus(KEPT))) {
                return loaded(key, caller);
            }
            Served stale = Served.of(copy, now, Served.Source.STALE);
            Instant nextTry = nextTries.getIfPresent(key);
            if (nextTry != null && now.isBefore(nextTry)) {
                return Uni.createFrom().item(stale);
            }
            // Nobody's own: what any caller may see fresh without being checked by Chipi, any may see old.
            return loaded(key, caller).ifNoItem()
                    .after(PATIENCE_WITH_A_COPY_AT_HAND)
                    .recoverWithItem(stale)
                    .onFailure(failure -> failure instanceof ChipiFailure && !(failure instanceof Refused))
                    .recoverWithItem(stale);
        });
    }

    /** Keeps a copy that came another way, unless there is one already: what was asked for by itself is worth more. */
    void offer(K key, Copy copy) {
        if (!isFresh(copies.getIfPresent(key), clock.instant())) {
            copies.put(key, copy);
            nextTries.invalidate(key);
        }
    }

    /** What is kept, however old; asks nobody. */
    Optional<Copy> atHand(K key) {
        return Optional.ofNullable(copies.getIfPresent(key));
    }

    private Uni<Served> loaded(K key, Caller caller) {
        return load(key, caller, 0).map(copy -> Served.of(copy, clock.instant(), Served.Source.LOADED));
    }

    /** What is the loader's own trouble says nothing about the others who waited for it. */
    private Uni<Copy> load(K key, Caller caller, int joined) {
        if (joined == JOINED_LOADS) {
            return start(key, caller);
        }
        Load mine = new Load(key, caller);
        Load running = loads.putIfAbsent(key, mine);
        if (running == null) {
            Copy justLoaded = copies.getIfPresent(key);
            if (isFresh(justLoaded, clock.instant())) {
                loads.remove(key, mine);
                return Uni.createFrom().item(justLoaded);
            }
            return mine.result;
        }
        if (running.bearer.equals(caller.bearer())) {
            return running.result;
        }
        return running.result.onFailure(Shelf::isTheLoadersOwn).recoverWithUni(() -> load(key, caller, joined + 1));
    }

    /** Chipi refuses their bearer, or they have asked for too much. */
    private static boolean isTheLoadersOwn(Throwable failure) {
        return failure instanceof Unauthorised || failure instanceof BudgetExhausted;
    }

    private static boolean isFresh(Copy copy, Instant now) {
        return copy != null && now.isBefore(copy.loadedAt().plus(FRESH));
    }

    private Uni<Copy> start(K key, Caller caller) {
        return source.apply(key, caller).onItemOrFailure().invoke((copy, failure) -> {
            if (copy != null) {
                copies.put(key, copy);
                nextTries.invalidate(key);
            } else if (failure instanceof Refused refused && refused.status() == 404) {
                copies.invalidate(key);
            } else if (!isTheLoadersOwn(failure)) {
                nextTries.put(key, clock.instant().plus(NEXT_TRY));
            }
        });
    }

    private final class Load {
        private final String bearer;
        private final Uni<Copy> result;

        Load(K key, Caller caller) {
            this.bearer = caller.bearer();
            this.result = start(key, caller).onItemOrFailure()
                    .invoke((copy, failure) -> loads.remove(key, this))
                    .memoize()
                    .indefinitely();
        }
    }
}
