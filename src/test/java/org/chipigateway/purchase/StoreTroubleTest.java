package org.chipigateway.purchase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chipigateway.purchase.ScriptedChipi.absent;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.chipigateway.chipi.ChipiFailure;
import org.chipigateway.purchase.HookedStore.Trouble;
import org.chipigateway.purchase.Send.Outcome;
import org.chipigateway.simulator.SimulatorTestResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** The store fails, or the process ends, at each of a purchase's writes: it is debited once, and found in the end. */
@QuarkusTest
@TestProfile(NoSweep.class)
@WithTestResource(value = SimulatorTestResource.class, scope = TestResourceScope.MATCHING_RESOURCES)
class StoreTroubleTest extends StepByStep {
    /** No claim's send is proven absent sooner: it may run for so long, then the quiet time, then the second proof. */
    private static final Duration UNSEEN_END = Send.LONGEST.plus(QUIET).plusSeconds(10);

    private boolean debited;
    private boolean answersLost;

    @BeforeEach
    void debitOnEachPost() {
        chipi.everyPost = () -> {
            debited = true;
            if (answersLost) {
                throw new ChipiFailure.OutcomeUnknown("cut", null);
            }
            return row("PENDING").get();
        };
        chipi.everyLookUp = () -> debited ? row("PENDING").get() : absent().get();
        chipi.everyPoll = row("SUCCESS");
    }

    static Stream<Arguments> troubles() {
        return IntStream.rangeClosed(1, 3).boxed().flatMap(write -> Stream.of(Trouble.values())
                .flatMap(trouble -> Stream.of(true, false).flatMap(crash -> Stream.of(true, false)
                        .map(lost -> Arguments.of(write, trouble, crash, lost)))));
    }

    @ParameterizedTest(name = "write {0} {1}, crash {2}, answer lost {3}")
    @MethodSource("troubles")
    void isSentOnceAndSettledWhicheverWriteFails(int write, Trouble trouble, boolean crash, boolean lost) {
        // given
        answersLost = lost;
        store.failWrite(write, trouble);

        // when
        stepFor(Duration.ofSeconds(2));
        if (crash) {
            restart();
        }
        stepFor(Duration.ofMinutes(3));

        // then
        assertThat(posts()).hasSize(1);
        assertThat(purchase().state()).isEqualTo(PurchaseState.SUCCESS);
        assertThat(purchase().chipiId()).isEqualTo(chipiId);
        assertThat(purchase().incident()).isNull();
    }

    @Test
    void aClaimWhoseCommitWasNeverHeardOfIsSentAgainOnlyWhenProvenAbsent() {
        // given
        store.failWrite(1, Trouble.ANSWER_LOST);

        // when
        stepUntil(START.plus(UNSEEN_END));

        // then
        assertThat(posts()).isEmpty();
        assertThat(sends()).extracting(Send::outcome).containsExactly((Outcome) null);

        // when
        stepFor(Duration.ofSeconds(1));

        // then
        assertThat(posts()).containsExactly(UNSEEN_END);
        assertThat(sends()).extracting(Send::number).containsExactly(1, 2);
    }

    @Test
    void aClaimThatWasRolledBackIsMadeAnew() {
        // given
        store.failWrite(1, Trouble.ROLLED_BACK);

        // when
        stepFor(Duration.ofSeconds(6));

        // then
        assertThat(posts()).containsExactly(Duration.ofSeconds(5));
        assertThat(sends()).extracting(Send::number).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource(Trouble.class)
    void aSendWhoseOutcomeCouldNotBeNotedIsLookedUpAndAdopted(Trouble trouble) {
        // given
        answersLost = true;
        store.failWrite(2, trouble);

        // when
        stepFor(Duration.ofSeconds(6));

        // then
        assertThat(posts()).hasSize(1);
        assertThat(lookUps()).containsExactly(Duration.ofSeconds(5));
        assertThat(purchase().state()).isEqualTo(PurchaseState.PENDING);
    }

    @Test
    void whatIsNeverFoundIsSentAgainOnlyAfterTheLongestThatItMayHaveRun() {
        // given the process ends while the POST is under way, and the POST never arrived
        store.failWrite(2, Trouble.ROLLED_BACK);
        chipi.posts.add(ScriptedChipi.unknown());
        stepFor(Duration.ofSeconds(1));
        restart();

        // when
        stepUntil(START.plus(UNSEEN_END).plusSeconds(1));

        // then
        assertThat(posts()).isEqualTo(List.of(Duration.ZERO, UNSEEN_END));
    }
}
