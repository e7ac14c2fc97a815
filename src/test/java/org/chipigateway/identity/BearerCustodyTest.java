package org.chipigateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.Test;

import com.github.benmanes.caffeine.cache.Cache;

class BearerCustodyTest {

    private static final Owner ALICE = new Owner("https://issuer.test", "alice");

    private final MovableClock clock = MovableClock.standing();
    private final List<FreshBearer> fired = new ArrayList<>();
    private final BearerCustody custody = Custodies.custody(clock, fired::add);

    @Test
    void nothingIsKeptOfAnOwnerWhoIsNotAwaited() {
        // when
        custody.offer(caller("token", 60));

        // then
        assertThat(custody.bearerOf(ALICE)).isEmpty();
        assertThat(fired).isEmpty();
    }

    @Test
    void theBearerThatExpiresLastIsKept() {
        // given
        custody.await(ALICE);

        // when
        custody.offer(caller("older", 60));
        custody.offer(caller("newer", 90));
        custody.offer(caller("older", 60));
        custody.offer(caller("newer", 90));

        // then
        assertThat(custody.bearerOf(ALICE)).contains("newer");
        assertThat(fired).containsExactly(new FreshBearer(ALICE), new FreshBearer(ALICE));
    }

    @Test
    void anExpiredBearerIsNeitherTakenNorHandedOut() {
        // given
        custody.await(ALICE);
        custody.offer(caller("expired", 0));
        assertThat(custody.bearerOf(ALICE)).isEmpty();
        custody.offer(caller("token", 60));

        // when
        clock.move(Duration.ofSeconds(60));

        // then
        assertThat(custody.bearerOf(ALICE)).isEmpty();
        assertThat(fired).hasSize(1);
    }

    @Test
    void aRefusedBearerDoesNotComeBackAndAnotherDoesEvenIfItEndsSooner() {
        // given
        custody.await(ALICE);
        custody.offer(caller("refused", 90));

        BooleanSupplier refusal = custody.refusalOf("refused");
        assertThat(refusal.getAsBoolean()).isFalse();

        // when
        custody.refused(ALICE, "refused");
        custody.offer(caller("refused", 90));

        // then
        assertThat(custody.bearerOf(ALICE)).isEmpty();
        assertThat(refusal.getAsBoolean()).isTrue();
        assertThat(custody.refusalOf("sooner").getAsBoolean()).isFalse();
        custody.offer(caller("sooner", 60));
        assertThat(custody.bearerOf(ALICE)).contains("sooner");
    }

    @Test
    void aRefusedBearerIsTriedAgainAMinuteLaterWhereItsOwnerStillComesWithIt() {
        // given
        custody.await(ALICE);
        custody.offer(caller("hours", 7200));
        custody.refused(ALICE, "hours");

        // when
        clock.move(Duration.ofSeconds(59));
        custody.offer(caller("hours", 7141));

        // then
        assertThat(custody.bearerOf(ALICE)).isEmpty();
        clock.move(Duration.ofSeconds(1));
        assertThat(custody.bearerOf(ALICE)).isEmpty();
        custody.offer(caller("hours", 7140));
        assertThat(custody.bearerOf(ALICE)).contains("hours");
    }

    @Test
    void theRefusalOfAnOldBearerLeavesTheNewOne() {
        // given
        custody.await(ALICE);
        custody.offer(caller("old", 60));
        custody.offer(caller("new", 90));

        // when
        custody.refused(ALICE, "old");

        // then
        assertThat(custody.bearerOf(ALICE)).contains("new");
    }

    @Test
    void releaseForgets() {
        // given
        custody.await(ALICE);
        custody.offer(caller("token", 60));

        // when
        custody.release(ALICE);
        custody.offer(caller("token", 60));

        // then
        assertThat(custody.bearerOf(ALICE)).isEmpty();
    }

    @Test
    void aTokenThatNeverEndsIsHeldWithoutHarm() {
        // given
        custody.await(ALICE);

        // when
        custody.offer(caller("eternal", Long.MAX_VALUE / 1_000_000_000_000L));

        // then
        assertThat(custody.bearerOf(ALICE)).contains("eternal");
    }

    @Test
    void theBearerIsNotInTheCallersText() {
        assertThat(caller("secret", 60).toString()).doesNotContain("secret");
    }

    private Caller caller(String bearer, long seconds) {
        return new Caller(ALICE, bearer, clock.instant().plusSeconds(seconds), Set.of());
    }

    @Test
    void theCachesClassIsTheOneThatNativeImagesAreToldOf() throws ReflectiveOperationException {
        Field held = BearerCustody.class.getDeclaredField("held");
        held.setAccessible(true);

        assertThat(((Cache<?, ?>) held.get(custody)).asMap().getClass().getName())
                .isEqualTo(BearerCustody.WEIGHTED_CACHE);
    }
}
