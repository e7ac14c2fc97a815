package org.chipigateway.purchase;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.chipigateway.identity.Caller;
import org.chipigateway.identity.Owner;
import org.chipigateway.simulator.Hostility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import io.smallrye.mutiny.Uni;

/** A gateway in virtual time whose purchases settle when a test says. */
abstract class PursuedPurchases {
    static final Owner ANA = Purchases.ANA;
    static final Owner BOB = new Owner(ANA.issuer(), "bob");

    World world;
    private final AtomicInteger references = new AtomicInteger(1_000_000);

    @BeforeEach
    void start() {
        world = new World(Purchases.NOON, null, Duration.ZERO);
        world.schedule = clock -> new BackOffSchedule();
        world.upstream.settlesWithin = Duration.ofDays(2);
        world.upstream.hostility(new Hostility(null, Duration.ZERO, 0, Duration.ZERO, 0));
        world.bearersLive = Duration.ofDays(2);
        world.startProcess();
    }

    @AfterEach
    void end() {
        world.close();
    }

    final void post(Owner owner, String hash) {
        byte[] body = """
                {"transactionHash": "%s", "skuId": "sku-tl-TEL050", "skuReference": "551%d", "currencyAmount": 50}"""
                .formatted(hash, references.incrementAndGet()).getBytes(StandardCharsets.UTF_8);
        world.life().open(world.caller(owner), body, null, Duration.ofSeconds(10)).subscribe().with(opened -> {
        });
    }

    /** Posted and confirmed. */
    final void confirmed(Owner owner, String hash) {
        post(owner, hash);
        pass(Duration.ofMillis(200));
    }

    final void pass(Duration time) {
        world.agenda.runUntil(now().plus(time));
    }

    final Instant now() {
        return world.agenda.instant();
    }

    final List<Instant> asked() {
        return world.upstream.asked;
    }

    final Instant lastAsked() {
        return asked().get(asked().size() - 1);
    }

    /** Subscribes at once, as a request does. */
    static <T> Answer<T> sent(Uni<T> request) {
        return new Answer<>(request);
    }

    final Caller operator() {
        Caller caller = world.caller(new Owner(ANA.issuer(), "olga"));
        return new Caller(caller.owner(), caller.bearer(), caller.expiresAt(),
                new HashSet<>(Set.of("staff", "operator")));
    }

    /** What a request comes to. */
    static final class Answer<T> {
        final AtomicReference<T> item = new AtomicReference<>();
        final AtomicReference<Throwable> failure = new AtomicReference<>();

        private Answer(Uni<T> request) {
            request.subscribe().with(item::set, failure::set);
        }
    }
}
