package org.chipigateway.purchase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chipigateway.purchase.ScriptedChipi.failing;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

import org.chipigateway.chipi.ChipiFailure;
import org.chipigateway.identity.Caller;
import org.chipigateway.simulator.SimulatorTestResource;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** What was decided on an older view of the store is decided once more inside the transaction. */
@QuarkusTest
@TestProfile(NoSweep.class)
@WithTestResource(value = SimulatorTestResource.class, scope = TestResourceScope.MATCHING_RESOURCES)
class StaleDecisionTest extends StepByStep {
    private static final Instant TOO_LATE = START.plus(Duration.ofMinutes(10)).plusMillis(1);

    @Test
    void nothingIsSentWhereAnotherSendWasClaimedMeanwhile() {
        // given
        Send other = new Send(hash, 1, START, "other", account, null, null);
        store.beforeNextWrite(() -> write(tx -> {
            tx.claim(other);
            return null;
        }));

        // when
        NextStep next = step();

        // then
        assertThat(next).isEqualTo(NextStep.NOW);
        assertThat(posts()).isEmpty();
        assertThat(sends()).containsExactly(other);
    }

    @Test
    void nothingIsSentWhereChipiHasItMeanwhile() {
        // given
        Purchase seen = purchase();
        save(seen.toldBy("{}", chipiId, PurchaseState.PENDING, START));

        // when
        NextStep next = step(seen, List.of());

        // then
        assertThat(next).isEqualTo(NextStep.NOW);
        assertThat(posts()).isEmpty();
        assertThat(sends()).isEmpty();
    }

    @Test
    void nothingIsSentForAnEarlierAttempt() {
        // given
        Purchase seen = purchase();
        save(reopened(seen));

        // when
        step(seen, List.of());

        // then
        assertThat(posts()).isEmpty();
        assertThat(sends()).isEmpty();
    }

    @Test
    void nothingIsSentWhenItsTimeRanOutOnTheWayToTheStore() {
        // given
        store.beforeNextWrite(() -> clock.set(TOO_LATE));

        // when
        step();

        // then
        assertThat(posts()).isEmpty();
        assertThat(sends()).isEmpty();
    }

    @Test
    void whatWasNotSubmittedInItsTimeIsRejected() {
        // given
        clock.set(TOO_LATE);

        // when
        NextStep next = step();

        // then
        assertThat(next).isEqualTo(NextStep.DONE);
        assertThat(purchase().rejection().code()).isEqualTo(Rejection.NOT_SUBMITTED);
        assertThat(purchase().rejection().status()).isEqualTo(503);
    }

    @Test
    void nothingIsRejectedAsNotSubmittedWhenItsOwnerHasAskedAgainMeanwhile() {
        // given
        clock.set(TOO_LATE);
        chipi.posts.add(row("PENDING"));
        store.beforeNextWrite(() -> save(purchase().askedAgain(TOO_LATE)));

        // when
        NextStep next = step();

        // then
        assertThat(next).isEqualTo(NextStep.NOW);
        assertThat(purchase().state()).isEqualTo(PurchaseState.SUBMITTING);

        // when
        stepNow();

        // then
        assertThat(posts()).hasSize(1);
        assertThat(purchase().state()).isEqualTo(PurchaseState.PENDING);
    }

    @Test
    void nothingIsRejectedThatChipiHasMeanwhile() {
        // given
        clock.set(TOO_LATE);
        store.beforeNextWrite(() -> save(purchase().toldBy("{}", chipiId, PurchaseState.PENDING, START)));

        // when
        step();

        // then
        assertThat(purchase().state()).isEqualTo(PurchaseState.PENDING);
        assertThat(purchase().rejection()).isNull();
    }

    @Test
    void anEarlierAttemptsRefusalDoesNotRejectTheNextAttempt() {
        // given
        chipi.posts.add(failing(new ChipiFailure.Refused(402, null, "Not enough credits")));
        Purchase seen = purchase();

        // when the purchase is opened again while Chipi answers: the first write claims, the second notes the refusal
        store.beforeNextWrite(() -> store.beforeNextWrite(() -> save(reopened(seen))));
        step(seen, List.of());

        // then
        assertThat(posts()).hasSize(1);
        assertThat(purchase().state()).isEqualTo(PurchaseState.SUBMITTING);
        assertThat(purchase().attempt()).isEqualTo(2);
    }

    @Test
    void aRepeatOfThePostGivesThePurchaseItsTimeAnew() {
        // given
        PurchaseOpening opening = new PurchaseOpening(store, null, new PurchaseAdmission(budget, new TestChipi()),
                limits,
                clock);
        Caller caller = new Caller(owner, "bearer", START.plus(Duration.ofDays(1)), Set.of());
        PurchaseRequest repeat = new PurchaseRequest(hash, purchase().intent(), false);
        loseBearer();
        clock.advance(Duration.ofMinutes(9));

        // when
        OpenedPurchase opened = opening.open(caller, repeat, PurchaseKey.of(owner, null, hash)).await().indefinitely();

        // then
        assertThat(opened.repeated()).isTrue();
        assertThat(opened.purchase().attempt()).isEqualTo(1);
        stepUntil(START.plus(Duration.ofMinutes(19)));
        assertThat(purchase().state()).isEqualTo(PurchaseState.SUBMITTING);
        stepFor(Duration.ofMillis(2));
        assertThat(step()).isEqualTo(NextStep.DONE);
        assertThat(purchase().rejection().code()).isEqualTo(Rejection.NOT_SUBMITTED);
    }

    private static Purchase reopened(Purchase seen) {
        return seen.rejected(new Rejection(503, Rejection.NOT_SUBMITTED, "too late"), START)
                .openedAgain(seen.intent(), START);
    }
}
