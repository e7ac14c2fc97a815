package org.chipigateway.purchase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chipigateway.purchase.Purchases.ANA;
import static org.chipigateway.purchase.Purchases.NOON;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;

class FollowedPurchaseTest {
    private final List<UniEmitter<? super NextStep>> steps = new ArrayList<>();
    private final List<Duration> timers = new ArrayList<>();
    private final List<Runnable> actions = new ArrayList<>();
    private final AtomicBoolean done = new AtomicBoolean();
    private final FollowedPurchase followed = new FollowedPurchase("h", ANA, new Moment(NOON, 0), (delay, action) -> {
        timers.add(delay);
        actions.add(action);
        return () -> actions.remove(action);
    }, self -> Uni.createFrom().emitter(steps::add), () -> done.set(true));

    @Test
    void takesOneStepAtATime() {
        followed.wake();
        followed.wake();
        followed.wake();

        assertThat(steps).hasSize(1);
    }

    @Test
    void stepsOnceMoreWhenWokenInTheMiddle() {
        // given
        followed.wake();
        followed.wake();

        // when
        steps.get(0).complete(new NextStep.After(Duration.ofHours(1)));

        // then
        assertThat(steps).hasSize(2);
        assertThat(timers).isEmpty();
    }

    @Test
    void waitsAsLongAsTheStepSays() {
        followed.wake();
        steps.get(0).complete(new NextStep.After(Duration.ofSeconds(3)));
        assertThat(steps).hasSize(1);
        assertThat(timers).containsExactly(Duration.ofSeconds(3));

        actions.get(0).run();

        assertThat(steps).hasSize(2);
    }

    @Test
    void forgetsTheTimerWhenWokenBefore() {
        followed.wake();
        steps.get(0).complete(new NextStep.After(Duration.ofSeconds(3)));

        followed.wake();

        assertThat(steps).hasSize(2);
        assertThat(actions).isEmpty();
    }

    @Test
    void comesBackAfterAStepThatFailed() {
        followed.wake();

        steps.get(0).fail(new IllegalStateException("disk full"));

        assertThat(timers).hasSize(1);
        assertThat(done).isFalse();
    }

    @Test
    void aFreshBearerWakesOnlyWhereOneIsLacking() {
        followed.wake();
        steps.get(0).complete(new NextStep.After(Duration.ofMinutes(5)));
        followed.bearerCame();
        assertThat(steps).hasSize(1);

        followed.wake();
        steps.get(1).complete(new NextStep.After(Duration.ofMinutes(5), true));
        followed.bearerCame();
        assertThat(steps).hasSize(3);
    }

    @Test
    void aFreshBearerThatComesWhileAStepLooksForOneIsNotMissed() {
        followed.wake();
        followed.bearerCame();

        steps.get(0).complete(new NextStep.After(Duration.ofMinutes(5), true));

        assertThat(steps).hasSize(2);
    }

    @Test
    void isDoneOnceAndWakesNoMore() {
        followed.wake();
        steps.get(0).complete(NextStep.DONE);

        assertThat(done).isTrue();
        assertThat(followed.wake()).isFalse();
        assertThat(steps).hasSize(1);
    }

    @Test
    void goesOnWhereItWasWokenWhileItCameToItsEnd() {
        followed.wake();
        followed.wake();

        steps.get(0).complete(NextStep.DONE);

        assertThat(done).isFalse();
        assertThat(steps).hasSize(2);
    }
}
