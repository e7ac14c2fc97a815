package org.chipigateway.purchase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chipigateway.purchase.ScriptedChipi.failing;
import static org.chipigateway.purchase.ScriptedChipi.unauthorised;
import static org.chipigateway.purchase.ScriptedChipi.unreachable;

import java.time.Duration;

import org.chipigateway.chipi.ChipiFailure;
import org.chipigateway.simulator.SimulatorTestResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** How a purchase that Chipi has is asked after. */
@QuarkusTest
@TestProfile(NoSweep.class)
@WithTestResource(value = SimulatorTestResource.class, scope = TestResourceScope.MATCHING_RESOURCES)
class PollingTest extends StepByStep {
    private static final Duration FIRST = Duration.ofMillis(1500);

    @BeforeEach
    void confirm() {
        chipi.posts.add(row("PENDING"));
        chipi.everyPoll = row("PENDING");
        step();
    }

    @Test
    void asksEverMoreSlowlyUntilItHasSettled() {
        // given
        chipi.polls.add(row("PENDING"));
        chipi.polls.add(unreachable());
        chipi.polls.add(row("PROCESSING"));
        chipi.polls.add(row("SUCCESS"));
        clock.advance(FIRST);

        // when
        stepFor(Duration.ofMinutes(5));

        // then
        assertThat(polls()).containsExactly(FIRST, FIRST.plusMillis(2250), FIRST.plusMillis(2250 + 3375),
                FIRST.plusMillis(2250 + 3375 + 5062));
        assertThat(purchase().state()).isEqualTo(PurchaseState.SUCCESS);
    }

    @Test
    void isNotPolledBeforeItsTimeHoweverOftenItIsWoken() {
        // when
        clock.advance(FIRST.minusMillis(1));
        NextStep early = step();
        NextStep again = step();

        // then
        assertThat(polls()).isEmpty();
        assertThat(early).isEqualTo(again).isEqualTo(new NextStep.After(Duration.ofMillis(1)));

        // when
        clock.advance(Duration.ofMillis(1));
        step();
        step();

        // then
        assertThat(polls()).containsExactly(FIRST);
    }

    @Test
    void aRateLimitsPauseIsKept() {
        // given
        Duration pause = Duration.ofSeconds(47);
        chipi.polls.add(failing(new ChipiFailure.RateLimited(pause)));
        clock.advance(FIRST);

        // when
        step();
        clock.advance(pause.minusMillis(1));
        step();

        // then
        assertThat(polls()).containsExactly(FIRST);

        // when
        clock.advance(Duration.ofMillis(1));
        step();

        // then
        assertThat(polls()).containsExactly(FIRST, FIRST.plus(pause));
    }

    @Test
    void aRefusedBearerIsDroppedAndTheNextOneUsed() {
        // given
        chipi.everyPoll = unauthorised();
        clock.advance(FIRST);

        // when
        int steps = stepFor(Duration.ofMinutes(30));

        // then
        assertThat(steps).isLessThan(15);
        assertThat(polls()).hasSize(1);
        assertThat(custody.bearerOf(owner)).isEmpty();
        assertThat(purchase().state()).isEqualTo(PurchaseState.PENDING);

        // when
        chipi.everyPoll = row("SUCCESS");
        String fresh = freshBearer();
        step();

        // then
        assertThat(chipi.calls).last().isEqualTo(new ScriptedChipi.Call("POLL", clock.instant(), fresh, account));
        assertThat(purchase().state()).isEqualTo(PurchaseState.SUCCESS);
    }

    @Test
    void theHorizonEndsPollingAndSettlesNothing() {
        // when
        clock.set(START.plus(limits.purchaseHorizon()));
        NextStep before = step();
        clock.advance(Duration.ofHours(1));
        NextStep after = step();

        // then
        assertThat(before).isInstanceOf(NextStep.After.class);
        assertThat(after).isEqualTo(NextStep.DONE);
        assertThat(polls()).hasSize(1);
        assertThat(purchase().state()).isEqualTo(PurchaseState.PENDING);
    }

    @Test
    void anIdThatChipiNoLongerKnowsSettlesNothing() {
        // given
        chipi.everyPoll = ScriptedChipi.absent();

        // when
        stepFor(Duration.ofMinutes(30));

        // then
        assertThat(polls()).hasSizeGreaterThan(10);
        assertThat(purchase().state()).isEqualTo(PurchaseState.PENDING);
        assertThat(posts()).hasSize(1);
    }
}
