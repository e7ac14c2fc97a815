package org.chipigateway.purchase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chipigateway.purchase.ScriptedChipi.absent;
import static org.chipigateway.purchase.ScriptedChipi.failing;
import static org.chipigateway.purchase.ScriptedChipi.unknown;
import static org.chipigateway.purchase.ScriptedChipi.unreachable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.chipigateway.chipi.Account;
import org.chipigateway.chipi.ChipiFailure;
import org.chipigateway.chipi.Transaction;
import org.chipigateway.purchase.Send.Outcome;
import org.chipigateway.simulator.SimulatorTestResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** When a hash is sent a second time: only after Chipi has proved, twice, that the first send never arrived. */
@QuarkusTest
@TestProfile(NoSweep.class)
@WithTestResource(value = SimulatorTestResource.class, scope = TestResourceScope.MATCHING_RESOURCES)
class ResendTest extends StepByStep {

    static Stream<Arguments> answersThatProveNothing() {
        return Stream.of(Arguments.of("a 5xx", unreachable()),
                Arguments.of("HTML", failing(new ChipiFailure.UnreadableAnswer("html", null))),
                Arguments.of("a 403", failing(new ChipiFailure.Refused(403, null, "Forbidden"))),
                Arguments.of("a 400", failing(new ChipiFailure.Refused(400, null, "Bad Request"))),
                Arguments.of("a 410", failing(new ChipiFailure.Refused(410, null, "Gone"))),
                Arguments.of("a 429", failing(new ChipiFailure.RateLimited(Duration.ofSeconds(3)))),
                Arguments.of("another purchase's row", (Supplier<Transaction>) () -> Purchases
                        .transaction("somebody-elses", "tx-of-somebody-else", "PENDING")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answersThatProveNothing")
    void aLookUpThatFailsNeverCountsAsAbsent(String what, Supplier<Transaction> answer) {
        // given
        chipi.everyPost = unknown();
        chipi.everyLookUp = answer;

        // when
        stepFor(Duration.ofMinutes(9));

        // then
        assertThat(posts()).hasSize(1);
        assertThat(lookUps()).hasSizeGreaterThan(5);
        assertThat(purchase().state()).isEqualTo(PurchaseState.SUBMITTING);
    }

    @Test
    void aLookUpThatTimesOutNeverCountsAsAbsent() {
        // given
        chipi.everyLookUp = () -> {
            clock.advance(Duration.ofSeconds(10));
            throw new ChipiFailure.Unreachable("no answer in time", null);
        };

        // when
        stepFor(Duration.ofMinutes(9));

        // then
        assertThat(posts()).hasSize(1);
        assertThat(lookUps()).hasSizeGreaterThan(5);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answersThatProveNothing")
    void oneFailedLookUpBetweenTwoAbsentOnesBreaksTheProof(String what, Supplier<Transaction> answer) {
        // given every other answer fails
        IntStream.range(0, 100).forEach(n -> chipi.lookUps.add(n % 2 == 0 ? absent() : answer));

        // when
        stepFor(Duration.ofMinutes(9));

        // then
        assertThat(posts()).hasSize(1);
    }

    @Test
    void theRateLimitOfALookUpIsKeptFromItsAnswerOn() {
        // given an answer that takes five seconds
        chipi.lookUps.add(() -> {
            clock.advance(Duration.ofSeconds(5));
            throw new ChipiFailure.RateLimited(Duration.ofSeconds(20));
        });

        // when woken before the pause is over
        stepNow();
        clock.set(START.plusSeconds(25).minusMillis(1));
        Duration left = stepNow();

        // then
        assertThat(left).isEqualTo(Duration.ofMillis(1));
        assertThat(lookUps()).containsExactly(Duration.ZERO);

        // when
        clock.advance(Duration.ofMillis(1));
        stepNow();

        // then
        assertThat(lookUps()).containsExactly(Duration.ZERO, Duration.ofSeconds(25));
    }

    @Test
    void sendsAgainExactlyAfterTheQuietTimeAndTwoLookUpsTenSecondsApart() {
        // when
        stepFor(Duration.ofSeconds(69));

        // then
        assertThat(posts()).containsExactly(Duration.ZERO);
        assertThat(lookUps()).contains(QUIET);

        // when
        chipi.everyPost = row("PENDING");
        stepFor(Duration.ofSeconds(2));

        // then
        assertThat(posts()).containsExactly(Duration.ZERO, QUIET.plusSeconds(10));
        assertThat(lookUps()).endsWith(QUIET, QUIET.plusSeconds(10));
        assertThat(sends()).extracting(Send::outcome).containsExactly(Outcome.UNKNOWN, Outcome.CONFIRMED);
        assertThat(purchase().state()).isEqualTo(PurchaseState.PENDING);
    }

    @Test
    void adoptsTheRowThatALookUpFindsAndSendsNothingMore() {
        // given
        chipi.lookUps.add(absent());
        chipi.lookUps.add(row("PROCESSING"));

        // when
        stepFor(Duration.ofSeconds(2));

        // then
        assertThat(posts()).hasSize(1);
        assertThat(purchase().state()).isEqualTo(PurchaseState.PROCESSING);
        assertThat(purchase().chipiId()).isEqualTo(chipiId);
    }

    @Test
    void aSecondSendNeedsAProofOfItsOwnBeforeTheThird() {
        // given
        Duration second = QUIET.plusSeconds(10);
        stepUntil(START.plus(second));
        assertThat(posts()).hasSize(1);

        // when the second send's outcome is unknown, too
        stepUntil(START.plus(second).plusSeconds(69));

        // then its look-ups begin anew, at once, and nothing is sent before they have proved something
        assertThat(posts()).containsExactly(Duration.ZERO, second);
        assertThat(lookUps().stream().filter(at -> at.compareTo(second) >= 0)).startsWith(second, second,
                second.plusSeconds(1), second.plusSeconds(3), second.plusSeconds(7));

        // when
        stepFor(Duration.ofSeconds(2));

        // then
        assertThat(posts()).containsExactly(Duration.ZERO, second, second.multipliedBy(2));
    }

    @ParameterizedTest
    @CsvSource({ "http://another-chipi,pk", "http://chipi,another-pk"})
    void aSendIsLookedUpWhereItWentAndAsWhom(String baseUrl, String apiKey) {
        // given
        Account elsewhere = new Account(baseUrl, apiKey);
        unknownSend(1, elsewhere);
        chipi.everyLookUp = unreachable();

        // when
        stepFor(Duration.ofMinutes(9));

        // then it is neither sent again nor said to be not submitted
        assertThat(posts()).isEmpty();
        assertThat(purchase().state()).isEqualTo(PurchaseState.SUBMITTING);
        assertThat(accountsAsked("LOOK_UP")).containsOnly(elsewhere);

        // when it is found there
        chipi.everyLookUp = row("PROCESSING");
        chipi.everyPoll = row("SUCCESS");
        stepFor(Duration.ofMinutes(10));

        // then it is followed there, too
        assertThat(purchase().state()).isEqualTo(PurchaseState.SUCCESS);
        assertThat(accountsAsked("POLL")).containsOnly(elsewhere);
    }

    @Test
    void aSendMadeElsewhereThatIsAbsentThereIsMadeHere() {
        // given
        unknownSend(1, new Account("http://another-chipi", "pk"));
        chipi.everyPost = row("PENDING");

        // when
        stepFor(Duration.ofSeconds(71));

        // then
        assertThat(posts()).containsExactly(QUIET.plusSeconds(10));
        assertThat(sends()).extracting(Send::account).last().isEqualTo(account);
    }

    @Test
    void sendsToSeveralAccountsAreAbsentOnlyWhereAllOfThemSaySo() {
        // given
        Account elsewhere = new Account("http://another-chipi", "pk");
        unknownSend(1, elsewhere);
        unknownSend(2, account);
        chipi.lookUps.addAll(List.of(absent(), unreachable()));
        chipi.everyLookUp = absent();

        // when
        stepNow();

        // then
        assertThat(accountsAsked("LOOK_UP")).containsExactly(elsewhere, account);
        assertThat(followed.recollection().lookUps().absentLast()).isNull();
    }

    @Test
    void aClockSetForwardMakesNoSecondSendEarlier() {
        // given
        chipi.everyPost = unknown();
        stepNow();

        // when
        clock.adjust(Duration.ofMinutes(5));
        stepFor(Duration.ofSeconds(59));

        // then
        assertThat(posts()).hasSize(1);

        // when
        stepFor(Duration.ofSeconds(12));

        // then
        assertThat(posts()).hasSize(2);
    }

    @Test
    void aClockSetForwardBetweenTheProofsMakesThemNoFurtherApart() {
        // given
        chipi.everyPost = unknown();
        stepFor(QUIET);
        stepNow();
        assertThat(followed.recollection().lookUps().absentSince()).isNotNull();

        // when
        clock.adjust(Duration.ofSeconds(30));
        stepFor(Duration.ofSeconds(9));

        // then
        assertThat(posts()).hasSize(1);
    }

    @Test
    void aClockSetBackGivesASendNoMoreTime() {
        // given Chipi away, and an hour that comes a second time
        chipi.everyPost = unreachable();
        stepFor(Duration.ofMinutes(1));
        clock.adjust(Duration.ofHours(-1));
        int posts = posts().size();

        // when
        stepFor(Duration.ofMinutes(30));

        // then
        assertThat(purchase().state()).isEqualTo(PurchaseState.REJECTED);
        assertThat(posts().subList(posts, posts().size()))
                .allSatisfy(at -> assertThat(at.plusHours(1)).isLessThan(limits.submitWithin().plusSeconds(1)));
    }

    private void unknownSend(int number, Account where) {
        write(tx -> {
            tx.claim(new Send(hash, number, START, "replica", where, null, null));
            tx.end(hash, number, Outcome.UNKNOWN, START);
            return null;
        });
    }

    private List<Account> accountsAsked(String what) {
        return chipi.calls.stream().filter(call -> call.what().equals(what)).map(ScriptedChipi.Call::account).toList();
    }

    @Test
    void aSendMadeHereWithThisKeyIsProvenAbsent() {
        // given
        unknownSend(1, account);

        // when
        stepFor(Duration.ofSeconds(71));

        // then
        assertThat(posts()).containsExactly(QUIET.plusSeconds(10));
    }

    @Test
    void aProofThatMidnightOvertakesIsMadeAnew() {
        // given a send of an unknown outcome, and no bearer until two minutes before midnight
        Instant sent = Instant.parse("2026-03-10T23:44:30Z");
        Instant midnight = Instant.parse("2026-03-11T00:00:00Z");
        clock.set(sent);
        open(sent);
        stepNow();
        loseBearer();
        clock.set(midnight.minus(Duration.ofMinutes(2)));
        freshBearer();
        save(purchase().askedAgain(clock.instant()));

        // when it is absent twice; then the day changes, and the quiet time reaches past both answers
        stepUntil(midnight);

        // then
        assertThat(chipi.times("POST")).containsExactly(sent);
        assertThat(chipi.times("LOOK_UP")).endsWith(midnight.minusSeconds(120), midnight.minusSeconds(110));

        // when
        chipi.everyPost = row("PENDING");
        stepUntil(midnight.plusSeconds(60));

        // then
        assertThat(chipi.times("POST")).containsExactly(sent, midnight.plusSeconds(10));
        assertThat(purchase().state()).isEqualTo(PurchaseState.PENDING);
    }
}
