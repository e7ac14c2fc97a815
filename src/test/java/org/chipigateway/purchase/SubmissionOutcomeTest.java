package org.chipigateway.purchase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chipigateway.purchase.ScriptedChipi.failing;
import static org.chipigateway.purchase.ScriptedChipi.unauthorised;
import static org.chipigateway.purchase.ScriptedChipi.unknown;
import static org.chipigateway.purchase.ScriptedChipi.unreachable;

import java.time.Duration;
import java.util.function.BooleanSupplier;

import org.chipigateway.chipi.Account;
import org.chipigateway.chipi.ChipiFailure;
import org.chipigateway.purchase.Send.Outcome;
import org.chipigateway.simulator.SimulatorTestResource;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** What each of Chipi's answers to a send does to the purchase. */
@QuarkusTest
@TestProfile(NoSweep.class)
@WithTestResource(value = SimulatorTestResource.class, scope = TestResourceScope.MATCHING_RESOURCES)
class SubmissionOutcomeTest extends StepByStep {
    private static final ChipiFailure NO_CREDITS = new ChipiFailure.Refused(402, "NO_CREDITS", "Not enough credits");

    @Test
    void theFirstSendsRefusalRejectsInChipisWords() {
        // given
        chipi.posts.add(failing(NO_CREDITS));

        // when
        NextStep next = step();

        // then
        assertThat(next).isEqualTo(NextStep.DONE);
        assertThat(purchase().state()).isEqualTo(PurchaseState.REJECTED);
        assertThat(purchase().rejection()).isEqualTo(new Rejection(402, "NO_CREDITS", "Not enough credits"));
        assertThat(sends()).extracting(Send::outcome).containsExactly(Outcome.REFUSED);
    }

    @Test
    void aSecondSendsRefusalIsNoRefusalWhileTheFirstMayHaveDebited() {
        // given
        chipi.posts.add(unknown());
        chipi.posts.add(failing(NO_CREDITS));

        // when
        stepFor(QUIET.plusSeconds(11));

        // then
        assertThat(posts()).hasSize(2);
        assertThat(purchase().state()).isEqualTo(PurchaseState.SUBMITTING);
        assertThat(purchase().rejection()).isNull();
        assertThat(sends()).extracting(Send::outcome).containsExactly(Outcome.UNKNOWN, Outcome.UNKNOWN);
    }

    @Test
    void aRefusalAfterASendThatWasNeverMadeIsTheFirst() {
        // given
        chipi.posts.add(unreachable());
        chipi.posts.add(failing(NO_CREDITS));

        // when
        stepFor(Duration.ofSeconds(5));

        // then
        assertThat(sends()).extracting(Send::outcome).containsExactly(Outcome.UNMADE, Outcome.REFUSED);
        assertThat(purchase().state()).isEqualTo(PurchaseState.REJECTED);
    }

    @Test
    void aRowThatIsSomebodyElsesConfirmsNothing() {
        // given
        chipi.posts.add(() -> Purchases.transaction("somebody-elses", chipiId, "SUCCESS"));

        // when
        step();

        // then
        assertThat(sends()).extracting(Send::outcome).containsExactly(Outcome.UNKNOWN);
        assertThat(purchase().state()).isEqualTo(PurchaseState.SUBMITTING);
        assertThat(purchase().incident()).isEqualTo("OTHER_HASH");
    }

    @Test
    void aRateLimitLeavesTheSendUnmadeAndItsPauseIsKept() {
        // given
        Duration pause = Duration.ofSeconds(17);
        chipi.posts.add(failing(new ChipiFailure.RateLimited(pause)));
        chipi.posts.add(row("PENDING"));

        // when woken again and again before the pause is over
        assertThat(stepNow()).isEqualTo(pause);
        clock.advance(pause.minusMillis(1));
        assertThat(stepNow()).isEqualTo(Duration.ofMillis(1));

        // then
        assertThat(posts()).hasSize(1);
        assertThat(sends()).extracting(Send::outcome).containsExactly(Outcome.UNMADE);

        // when
        clock.advance(Duration.ofMillis(1));
        stepNow();

        // then
        assertThat(posts()).containsExactly(Duration.ZERO, pause);
        assertThat(lookUps()).isEmpty();
        assertThat(sends()).extracting(Send::number).containsExactly(1, 2);
        assertThat(sends()).extracting(Send::outcome).containsExactly(Outcome.UNMADE, Outcome.CONFIRMED);
        assertThat(purchase().state()).isEqualTo(PurchaseState.PENDING);
    }

    @Test
    void anUnreachableChipiIsTriedAgainEverMoreSlowly() {
        // given
        chipi.everyPost = unreachable();

        // when
        stepFor(Duration.ofMinutes(2));

        // then
        assertThat(posts()).startsWith(Duration.ZERO, Duration.ofMillis(500), Duration.ofMillis(1500),
                Duration.ofMillis(3500), Duration.ofMillis(7500));
        assertThat(posts()).endsWith(Duration.ofMillis(31_500), Duration.ofMillis(61_500), Duration.ofMillis(91_500));
        assertThat(sends()).extracting(Send::outcome).containsOnly(Outcome.UNMADE);

        // when it never comes back
        stepFor(Duration.ofMinutes(9));

        // then
        assertThat(purchase().state()).isEqualTo(PurchaseState.REJECTED);
        assertThat(purchase().rejection().code()).isEqualTo(Rejection.NOT_SUBMITTED);
        assertThat(posts()).allMatch(at -> at.compareTo(limits.submitWithin()) <= 0);
    }

    @Test
    void aClaimLetsItsSendLeaveForTwoSecondsOnly() {
        // given
        Send send = new Send(hash, 1, START, "replica", new Account("http://chipi", "pk"), null, null);
        Moment made = moments.now();
        SendClaims.Claim claim = new SendClaims.Claim(send, made);

        // when, then
        assertThat(claim.mayLeave(made)).isTrue();
        assertThat(claim.mayLeave(later(made, 1500, 1500))).isTrue();
        // One clock is enough: the monotonic one stands still while a machine sleeps, the time of day can be set back.
        assertThat(claim.mayLeave(later(made, 2000, 1))).isFalse();
        assertThat(claim.mayLeave(later(made, -3_600_000, 2000))).isFalse();
    }

    private static Moment later(Moment than, long millis, long monotonicMillis) {
        return new Moment(than.at().plusMillis(millis), than.nanos() + monotonicMillis * 1_000_000);
    }

    @Test
    void thePermitOfASendEndsWithItsClaim() {
        // when
        step();

        // then
        assertThat(posts()).hasSize(1);
        assertThat(chipi.permit.mayLeave()).isTrue();

        // when
        clock.advance(SendClaims.LEAVE_WITHIN);

        // then
        assertThat(chipi.permit.mayLeave()).isFalse();
    }

    @Test
    void aSendWhoseClaimTookTooLongIsUnmadeAndMadeAgain() {
        // given
        chipi.posts.add(row("PENDING"));
        store.afterNextWrite(() -> clock.advance(SendClaims.LEAVE_WITHIN));

        // when
        Duration pause = stepNow();

        // then
        assertThat(posts()).isEmpty();
        assertThat(sends()).extracting(Send::outcome).containsExactly(Outcome.UNMADE);

        // when
        clock.advance(pause);
        stepNow();

        // then
        assertThat(posts()).hasSize(1);
        assertThat(sends()).extracting(Send::outcome).containsExactly(Outcome.UNMADE, Outcome.CONFIRMED);
        assertThat(purchase().state()).isEqualTo(PurchaseState.PENDING);
    }

    @Test
    void aRefusedBearerIsItsWaitingCallersToHear() {
        // given
        chipi.posts.add(unauthorised());
        followed.callerWaits(START.plusSeconds(10), START.plusSeconds(600), () -> false);

        // when
        NextStep next = step();

        // then
        assertThat(next).isEqualTo(NextStep.DONE);
        assertThat(purchase().rejection().status()).isEqualTo(502);
        assertThat(purchase().rejection().code()).isEqualTo(Rejection.UPSTREAM_UNAUTHORIZED);
        assertThat(sends()).extracting(Send::outcome).containsExactly(Outcome.UNMADE);
        assertThat(custody.bearerOf(owner)).isEmpty();
    }

    @Test
    void whoComesAgainWithARefusedBearerHearsTheSameWithoutACall() {
        // given
        BooleanSupplier refused = custody.refusalOf(custody.bearerOf(owner).orElseThrow());
        loseBearer();
        followed.callerWaits(START.plusSeconds(10), START.plusSeconds(600), refused);

        // when
        NextStep next = step();

        // then
        assertThat(next).isEqualTo(NextStep.DONE);
        assertThat(purchase().rejection().code()).isEqualTo(Rejection.UPSTREAM_UNAUTHORIZED);
        assertThat(posts()).isEmpty();
    }

    @Test
    void aRefusedBearerHindersNoOther() {
        // given
        chipi.posts.add(row("PENDING"));
        BooleanSupplier refused = custody.refusalOf(custody.bearerOf(owner).orElseThrow());
        loseBearer();
        freshBearer();
        followed.callerWaits(START.plusSeconds(10), START.plusSeconds(600), refused);

        // when
        step();

        // then
        assertThat(purchase().state()).isEqualTo(PurchaseState.PENDING);
    }

    @Test
    void whoComesAgainWithARefusedBearerRejectsNothingThatMayHaveBeenDebited() {
        // given
        chipi.posts.add(unknown());
        stepNow();
        BooleanSupplier refused = custody.refusalOf(custody.bearerOf(owner).orElseThrow());
        loseBearer();

        // when
        clock.advance(QUIET.plusSeconds(30));
        followed.callerWaits(clock.instant().plusSeconds(10), clock.instant().plusSeconds(600), refused);
        step();

        // then
        assertThat(purchase().state()).isEqualTo(PurchaseState.SUBMITTING);
    }

    @Test
    void aBearerThatEndedMeanwhileIsSaidToHaveEnded() {
        // given
        chipi.posts.add(unauthorised());
        followed.callerWaits(START.plusSeconds(10), START, () -> false);

        // when
        step();

        // then
        assertThat(purchase().rejection().status()).isEqualTo(401);
        assertThat(purchase().rejection().code()).isEqualTo(Rejection.TOKEN_EXPIRED);
    }

    @Test
    void aRefusedBearerRejectsNothingWhileAnEarlierSendMayHaveDebited() {
        // given
        chipi.posts.add(unknown());
        chipi.posts.add(unauthorised());
        followed.callerWaits(START.plusSeconds(600), START.plusSeconds(600), () -> false);

        // when
        stepFor(QUIET.plusSeconds(30));

        // then
        assertThat(posts()).hasSize(2);
        assertThat(purchase().state()).isEqualTo(PurchaseState.SUBMITTING);
        assertThat(sends()).extracting(Send::outcome).containsExactly(Outcome.UNKNOWN, Outcome.UNMADE);
    }

    @Test
    void aRefusedBearerThatNobodyWaitsForIsReplacedByTheNext() {
        // given
        chipi.posts.add(unauthorised());
        chipi.posts.add(row("PENDING"));
        followed.callerWaits(START, START.plusSeconds(600), () -> false);

        // when
        int steps = stepFor(Duration.ofMinutes(5));

        // then
        assertThat(steps).isLessThan(10);
        assertThat(posts()).hasSize(1);
        assertThat(purchase().state()).isEqualTo(PurchaseState.SUBMITTING);

        // when
        String fresh = freshBearer();
        stepNow();

        // then
        assertThat(chipi.calls).last().isEqualTo(new ScriptedChipi.Call("POST", clock.instant(), fresh, null));
        assertThat(sends()).extracting(Send::outcome).containsExactly(Outcome.UNMADE, Outcome.CONFIRMED);
        assertThat(purchase().state()).isEqualTo(PurchaseState.PENDING);
    }

    @Test
    void aBearerThatALookUpFindsRefusedIsNotUsedAgain() {
        // given
        chipi.posts.add(unknown());
        chipi.everyLookUp = unauthorised();

        // when
        int steps = stepFor(Duration.ofMinutes(30));

        // then
        assertThat(steps).isLessThan(30);
        assertThat(chipi.calls).hasSize(2);
        assertThat(purchase().state()).isEqualTo(PurchaseState.SUBMITTING);

        // when
        chipi.everyLookUp = row("SUCCESS");
        String fresh = freshBearer();
        stepFor(Duration.ofMinutes(5));

        // then
        assertThat(chipi.calls).last().extracting(ScriptedChipi.Call::bearer).isEqualTo(fresh);
        assertThat(purchase().state()).isEqualTo(PurchaseState.SUCCESS);
    }
}
