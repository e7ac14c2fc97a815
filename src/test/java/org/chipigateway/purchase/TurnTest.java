package org.chipigateway.purchase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chipigateway.purchase.ScriptedChipi.absent;
import static org.chipigateway.purchase.ScriptedChipi.unknown;

import java.time.Duration;
import java.util.List;

import org.chipigateway.chipi.RequestClass;
import org.chipigateway.simulator.SimulatorTestResource;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** What happens while a purchase waits for its turn to ask Chipi; that no permit is kept is checked after each test. */
@QuarkusTest
@TestProfile(NoSweep.class)
@WithTestResource(value = SimulatorTestResource.class, scope = TestResourceScope.MATCHING_RESOURCES)
class TurnTest extends StepByStep {
    private static final Duration WAIT = Duration.ofSeconds(90);

    @Test
    void aSubmissionIsClaimedWhenItsTurnHasCome() {
        // given
        chipi.posts.add(row("PENDING"));
        budget.meanwhile = () -> {
            assertThat(sends()).isEmpty();
            clock.advance(WAIT);
        };

        // when
        step();

        // then
        assertThat(posts()).containsExactly(WAIT);
        assertThat(sends()).extracting(Send::startedAt).containsExactly(START.plus(WAIT));
        assertThat(budget.asked).containsExactly(RequestClass.SUBMISSION);
    }

    @Test
    void theNewestBearerIsUsed() {
        // given
        chipi.posts.add(row("PENDING"));
        chipi.polls.add(row("SUCCESS"));
        String[] newest = new String[1];
        budget.meanwhile = () -> {
            clock.advance(WAIT);
            newest[0] = freshBearer();
        };

        // when
        step();
        String ofPost = newest[0];
        clock.advance(WAIT);
        step();

        // then
        assertThat(chipi.calls).extracting(ScriptedChipi.Call::bearer).containsExactly(ofPost, newest[0]);
    }

    @Test
    void withoutABearerNothingIsAsked() {
        budget.meanwhile = this::loseBearer;

        step();

        assertThat(chipi.calls).isEmpty();
        assertThat(sends()).isEmpty();
    }

    @Test
    void whatMayNoLongerBeSentGivesItsTurnBack() {
        budget.meanwhile = () -> clock.advance(Duration.ofMinutes(11));

        stepNow();

        assertThat(posts()).isEmpty();
        assertThat(purchase().rejection().code()).isEqualTo(Rejection.NOT_SUBMITTED);
    }

    @Test
    void aPurchaseThatHasSettledMeanwhileIsNotPolled() {
        // given
        chipi.posts.add(row("PENDING"));
        step();
        clock.advance(WAIT);
        budget.meanwhile = () -> {
            clock.advance(WAIT);
            settle();
        };

        // when
        Duration pause = stepNow();

        // then
        assertThat(pause).isNull();
        assertThat(polls()).isEmpty();
    }

    @Test
    void aPurchaseThatChipiHasToldOfMeanwhileIsNotLookedUp() {
        // given
        chipi.posts.add(unknown());
        step();
        budget.meanwhile = () -> {
            clock.advance(WAIT);
            settle();
        };

        // when
        Duration pause = stepNow();

        // then
        assertThat(pause).isNull();
        assertThat(lookUps()).isEmpty();
    }

    @Test
    void theTimeBetweenTwoProofsIsCountedFromTheQuestionsThemselves() {
        // given
        chipi.everyPost = unknown();
        chipi.everyLookUp = absent();
        boolean[] waited = new boolean[1];
        budget.meanwhile = () -> {
            if (!waited[0] && !clock.instant().isBefore(START.plus(QUIET))) {
                waited[0] = true;
                clock.advance(Duration.ofSeconds(9));
            }
        };

        // when
        while (posts().size() < 2) {
            stepFor(Duration.ofSeconds(1));
        }

        // then
        List<Duration> proofs = lookUps().stream().filter(asked -> asked.compareTo(QUIET) >= 0).toList();
        assertThat(proofs.get(0)).isGreaterThanOrEqualTo(QUIET.plusSeconds(9));
        assertThat(proofs.get(proofs.size() - 1).minus(proofs.get(0)))
                .isGreaterThanOrEqualTo(SubmissionPolicy.BETWEEN_PROOFS);
    }

    @Test
    void whoHasNoChanceComesBackWhenToldTo() {
        // given
        budget.full = Duration.ofSeconds(7);

        // then
        assertThat(stepNow()).isEqualTo(Duration.ofSeconds(7));
        assertThat(sends()).isEmpty();

        // when
        clock.advance(Duration.ofSeconds(7));
        budget.full = null;
        chipi.posts.add(unknown());
        step();
        budget.full = Duration.ofSeconds(8);

        // then
        assertThat(stepNow()).isEqualTo(Duration.ofSeconds(8));
        assertThat(lookUps()).isEmpty();
    }

    private void settle() {
        save(purchase().toldBy(PurchaseJson.write(Purchases.row(hash, chipiId, "SUCCESS")), chipiId,
                PurchaseState.SUCCESS, clock.instant()));
    }
}
