package org.chipigateway.purchase;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import jakarta.inject.Inject;

import org.chipigateway.identity.BearerCustody;
import org.chipigateway.identity.Caller;
import org.chipigateway.identity.FreshBearer;
import org.chipigateway.identity.Owner;
import org.chipigateway.simulator.SimulatorTestResource;
import org.junit.jupiter.api.Test;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;

/** Whom a fresh bearer wakes, and how long an owner's bearer is kept. */
@QuarkusTest
@TestProfile(NoSweep.class)
@WithTestResource(value = SimulatorTestResource.class, scope = TestResourceScope.MATCHING_RESOURCES)
class FollowerTest {
    private static final Instant FAR = Instant.parse("2190-01-01T00:00:00Z");

    @Inject
    BearerCustody custody;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final Owner ana = new Owner("https://issuer.test", "ana-" + UUID.randomUUID());
    private final Owner ben = new Owner("https://issuer.test", "ben-" + UUID.randomUUID());
    private final List<String> steps = new ArrayList<>();
    private final Map<String, UniEmitter<? super NextStep>> running = new HashMap<>();

    @Test
    void aFreshBearerWakesAllOfItsOwnersPurchasesAndNobodyElses() {
        // given
        PurchaseFollower follower = follower();
        follow(follower, "a1", ana);
        follow(follower, "a2", ana);
        follow(follower, "b1", ben);
        pause("a1", "a2", "b1");
        steps.clear();

        // when
        follower.onFreshBearer(new FreshBearer(ana));

        // then
        assertThat(steps).containsExactlyInAnyOrder("a1", "a2");

        // when
        follower.onFreshBearer(new FreshBearer(new Owner("https://another-issuer.test", ben.subject())));

        // then
        assertThat(steps).hasSize(2);
    }

    @Test
    void aPurchaseIsFollowedOnceHoweverOftenItIsAskedFor() {
        // given
        PurchaseFollower follower = follower();

        // when
        follow(follower, "a1", ana);
        follow(follower, "a1", ana);

        // then
        assertThat(steps).containsExactly("a1");
        assertThat(metrics.get("chipi_purchases_followed").gauge().value()).isEqualTo(1);
    }

    @Test
    void theEndOfAnOwnersLastPurchaseReleasesTheirBearerAndAnEarlierEndDoesNot() {
        // given
        PurchaseFollower follower = follower();
        follow(follower, "a1", ana);
        follow(follower, "a2", ana);
        follow(follower, "b1", ben);
        offer(ana);
        offer(ben);

        // when
        end("a1");

        // then
        assertThat(follower.follows("a1")).isFalse();
        assertThat(custody.bearerOf(ana)).isPresent();

        // when
        end("a2");

        // then
        assertThat(custody.bearerOf(ana)).isEmpty();
        offer(ana);
        assertThat(custody.bearerOf(ana)).isEmpty();
        assertThat(custody.bearerOf(ben)).isPresent();
    }

    @Test
    void anOwnersBearerIsAwaitedBeforeTheFirstStep() {
        // given
        PurchaseFollower follower = follower();

        // when
        follower.follow(purchase("a1", ana), followed -> {
            assertThat(custody.bearerOf(ana)).isPresent();
            steps.add("a1");
            return Uni.createFrom().item(NextStep.DONE);
        }, followed -> offer(ana));

        // then
        assertThat(steps).containsExactly("a1");
        assertThat(custody.bearerOf(ana)).isEmpty();
    }

    private PurchaseFollower follower() {
        return new PurchaseFollower(custody, (delay, action) -> () -> {
        }, new Moments(InstantSource.system(), System::nanoTime),
                new DrainTime(() -> Duration.ZERO, System::nanoTime), metrics);
    }

    private void follow(PurchaseFollower follower, String hash, Owner owner) {
        follower.follow(purchase(hash, owner), followed -> {
            steps.add(followed.transactionHash());
            return Uni.createFrom().emitter(emitter -> running.put(followed.transactionHash(), emitter));
        }, followed -> {
        });
    }

    private static Purchase purchase(String hash, Owner owner) {
        return Purchase.opened(hash, owner, Purchases.airtime("5512345678"), Purchases.NOON);
    }

    private void offer(Owner owner) {
        custody.offer(new Caller(owner, "bearer-of-" + owner.subject(), FAR, Set.of()));
    }

    private void pause(String... hashes) {
        for (String hash : hashes) {
            running.remove(hash).complete(new NextStep.After(BackOffSchedule.SLOWEST, true));
        }
    }

    private void end(String hash) {
        running.remove(hash).complete(NextStep.DONE);
    }
}
