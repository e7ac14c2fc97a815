package org.chipigateway.identity;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.jboss.logging.Logger;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/**
 * The issuer's keys, at hand without a call. A key that isn't there is looked for at most once a minute, so that made-up
 * key ids can't be turned into a flood on the issuer, and a rotation is seen within that minute.
 */
@ApplicationScoped
class VerificationKeys {

    static final Duration BETWEEN_LOOKS = Duration.ofMinutes(1);
    /** With no key at all nothing works, and the issuer may just be starting beside us. */
    static final Duration BETWEEN_FIRST_LOADS = Duration.ofSeconds(5);
    /** Keys that the issuer has withdrawn are believed for this long. */
    static final Duration FRESH = Duration.ofHours(1);
    static final Duration KEPT_WHILE_ENDPOINT_IS_AWAY = Duration.ofDays(1);
    private static final int MOST_ABSENT = 256;
    private static final Logger LOG = Logger.getLogger(VerificationKeys.class);

    private final Supplier<Uni<KeySet>> endpoint;
    private final InstantSource clock;

    private KeySet keys;
    private Instant fetchedAt = Instant.MIN;
    private Instant nextLook = Instant.MIN;
    private Instant nextLoad = Instant.MIN;
    /** Ids that were looked for and that the issuer's last answer doesn't list. */
    private final Set<String> absent = new HashSet<>();
    private Uni<KeySet> flight;

    @Inject
    VerificationKeys(JwksEndpoint endpoint, InstantSource clock) {
        this(endpoint::fetch, clock);
    }

    VerificationKeys(Supplier<Uni<KeySet>> endpoint, InstantSource clock) {
        this.endpoint = endpoint;
        this.clock = clock;
    }

    /**
     * The key that verifies such a token, at once where it is at hand. Fails with {@link TokenRefused} where the issuer
     * has no such key, and with {@link KeysUnavailable} where nobody can say.
     *
     * @param id the token's {@code kid}, or null
     */
    Uni<VerificationKey> key(String id, SignatureAlgorithm algorithm) {
        KeySet known = usable();
        if (known != null && (id == null || known.lists(id))) {
            return pick(known, id, algorithm);
        }
        return known == null ? load(id, algorithm) : look(id, algorithm);
    }

    @Scheduled(every = "1m", identity = "keep the verification keys fresh")
    Uni<Void> keepFresh() {
        synchronized (this) {
            boolean fresh = keys != null && clock.instant().isBefore(fetchedAt.plus(FRESH));
            if (fresh || (keys == null && clock.instant().isBefore(nextLoad))) {
                return Uni.createFrom().voidItem();
            }
        }
        return refresh().replaceWithVoid().onFailure().recoverWithNull();
    }

    private synchronized Uni<VerificationKey> load(String id, SignatureAlgorithm algorithm) {
        if (flight == null && clock.instant().isBefore(nextLoad)) {
            return Uni.createFrom().failure(unavailableUntil(nextLoad));
        }
        return refresh().onFailure().transform(away -> unavailableUntil(nextLoad))
                .chain(loaded -> id == null || loaded.lists(id) ? pick(loaded, id, algorithm) : lookedFor(id));
    }

    private synchronized Uni<VerificationKey> look(String id, SignatureAlgorithm algorithm) {
        Instant now = clock.instant();
        if (flight == null && now.isBefore(nextLook)) {
            return absent.contains(id) ? noSuchKey() : Uni.createFrom().failure(unavailableUntil(nextLook));
        }
        if (flight == null) {
            nextLook = now.plus(BETWEEN_LOOKS);
        }
        return refresh().onFailure().transform(away -> unavailableUntil(nextLook))
                .chain(found -> found.lists(id) ? pick(found, id, algorithm) : lookedFor(id));
    }

    private synchronized Uni<VerificationKey> lookedFor(String id) {
        Instant now = clock.instant();
        if (!now.isBefore(nextLook)) {
            nextLook = now.plus(BETWEEN_LOOKS);
        }
        if (absent.size() < MOST_ABSENT) {
            absent.add(id);
        }
        return noSuchKey();
    }

    /** One call for everyone who waits; each goes on where it came from, since a request lives on its own context. */
    private synchronized Uni<KeySet> refresh() {
        Uni<KeySet> joined = flight;
        if (joined == null) {
            joined = endpoint.get().invoke(this::took).onFailure().invoke(this::missed).memoize().indefinitely();
            flight = joined;
            joined.subscribe().with(fetched -> LOG.debug("The keys are fresh"),
                    away -> LOG.debug("The keys stay as they are", away));
        }
        Context here = Vertx.currentContext();
        return here == null ? joined : joined.emitOn(goOn -> here.runOnContext(back -> goOn.run()));
    }

    private synchronized void took(KeySet fetched) {
        flight = null;
        keys = fetched;
        fetchedAt = clock.instant();
        absent.clear();
    }

    private synchronized void missed(Throwable away) {
        flight = null;
        nextLoad = clock.instant().plus(BETWEEN_FIRST_LOADS);
        LOG.warnf("The key endpoint gave no keys, going on with %s: %s", keys == null ? "none" : "those at hand",
                away.toString());
    }

    private synchronized KeySet usable() {
        if (keys != null && !clock.instant().isBefore(fetchedAt.plus(KEPT_WHILE_ENDPOINT_IS_AWAY))) {
            keys = null;
        }
        return keys;
    }

    private static Uni<VerificationKey> pick(KeySet keys, String id, SignatureAlgorithm algorithm) {
        return keys.find(id, algorithm).map(key -> Uni.createFrom().item(key)).orElseGet(VerificationKeys::noSuchKey);
    }

    private static Uni<VerificationKey> noSuchKey() {
        return Uni.createFrom().failure(TokenRefused.invalid("The token is signed with a key that its issuer lacks"));
    }

    private synchronized KeysUnavailable unavailableUntil(Instant next) {
        Duration rest = Duration.between(clock.instant(), next);
        return new KeysUnavailable(rest.compareTo(Duration.ZERO) > 0 ? rest : Duration.ofSeconds(1));
    }
}
