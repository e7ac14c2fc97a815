package org.chipigateway.purchase;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

import org.chipigateway.chipi.ChipiFailure;
import org.chipigateway.chipi.RequestClass;
import org.chipigateway.identity.Caller;
import org.junit.jupiter.api.Test;

/** Asking Chipi because somebody wants to know. */
class PurchaseCheckTest extends PursuedPurchases {
    private static final String HASH = "checked-1";

    @Test
    void tellsWhatChipiSaysNowHoweverFarOffTheNextPollIs() {
        // given
        confirmed(ANA, HASH);
        pass(Duration.ofMinutes(40));
        world.upstream.become(id(), "SUCCESS");
        int before = asked().size();

        // when
        Answer<Purchase> answer = check(world.caller(ANA));

        // then
        assertThat(asked()).hasSize(before + 1);
        assertThat(answer.item.get().state()).isEqualTo(PurchaseState.SUCCESS);
        assertThat(answer.item.get().checkedAt()).isAfter(now().minusSeconds(1));
    }

    @Test
    void asksOnceForTenWhoWantToKnowAndNotAgainForTwoSeconds() {
        // given
        confirmed(ANA, HASH);
        pass(Duration.ofMinutes(40));
        int before = asked().size();

        // when
        List<Answer<Purchase>> answers = IntStream.range(0, 10)
                .mapToObj(n -> sent(world.life().check(world.caller(ANA), HASH))).toList();
        pass(Duration.ofSeconds(1));

        // then
        assertThat(asked()).hasSize(before + 1);
        assertThat(answers).allMatch(answer -> answer.item.get().state() == PurchaseState.PENDING);
        check(world.caller(ANA));
        assertThat(asked()).hasSize(before + 1);
        pass(Duration.ofSeconds(3));
        check(world.caller(ANA));
        assertThat(asked()).hasSize(before + 2);
    }

    @Test
    void aPollThatWasAnsweredJustNowIsAsGood() {
        // given
        confirmed(ANA, HASH);
        while (asked().isEmpty()) {
            pass(Duration.ofMillis(50));
        }
        pass(Duration.ofMillis(500));

        // when
        Answer<Purchase> answer = check(world.caller(ANA));

        // then
        assertThat(asked()).hasSize(1);
        assertThat(answer.item.get().state()).isEqualTo(PurchaseState.PENDING);
    }

    @Test
    void aPollThatFailedJustNowAnswersNobody() {
        // given
        confirmed(ANA, HASH);
        world.upstream.reads.add(Upstream.Read.ERROR_500);
        while (asked().isEmpty()) {
            pass(Duration.ofMillis(50));
        }
        pass(Duration.ofMillis(500));

        // when
        Answer<Purchase> answer = check(world.caller(ANA));

        // then
        assertThat(asked()).hasSize(2);
        assertThat(answer.item.get().state()).isEqualTo(PurchaseState.PENDING);
    }

    @Test
    void keepsThePaceOfThePollsThatFollow() {
        // given
        confirmed(ANA, HASH);
        pass(Duration.ofMinutes(40));
        check(world.caller(ANA));
        Instant asked = lastAsked();

        // when
        pass(Duration.ofMinutes(3));

        // then the next one counts from the check
        assertThat(lastAsked()).isEqualTo(asked);
    }

    @Test
    void looksAnUnansweredPurchaseUpAndNeverSendsIt() {
        // given
        world.upstream.posts.add(Upstream.Post.NEVER_ARRIVED);
        post(ANA, HASH);
        pass(Duration.ofSeconds(40));
        int before = asked().size();
        int posts = sends();

        // when
        Answer<Purchase> answer = check(world.caller(ANA));

        // then
        assertThat(asked()).hasSize(before + 1);
        assertThat(answer.item.get().state()).isEqualTo(PurchaseState.SUBMITTING);
        assertThat(sends()).isEqualTo(posts);
    }

    @Test
    void adoptsWhatALookUpFinds() {
        // given
        world.upstream.posts.add(Upstream.Post.ANSWER_LOST);
        world.upstream.reads.add(Upstream.Read.ERROR_500);
        post(ANA, HASH);
        pass(Duration.ofMillis(300));
        assertThat(purchase().confirmed()).isFalse();

        // when
        Answer<Purchase> answer = check(world.caller(ANA));

        // then
        assertThat(answer.item.get().confirmed()).isTrue();
        assertThat(sends()).isEqualTo(1);
    }

    @Test
    void checksProveAnAbsenceNoSoonerThanTheRulesAllow() {
        // given
        world.upstream.posts.add(Upstream.Post.CUT);
        post(ANA, HASH);

        // when somebody checks every three seconds
        while (now().isBefore(Purchases.NOON.plusSeconds(59))) {
            check(world.caller(ANA));
            pass(Duration.ofSeconds(3));
        }

        // then, within the quiet time, nothing is proven
        assertThat(sends()).isEqualTo(1);
        Instant quiet = Purchases.NOON.plusSeconds(60);
        while (sends() == 1) {
            check(world.caller(ANA));
            pass(Duration.ofSeconds(3));
        }
        assertThat(now()).isBetween(quiet.plusSeconds(10), quiet.plusSeconds(20));
    }

    @Test
    void asksAboutWhatHasSettledAndAboutWhatIsNoLongerPolled() {
        // given
        confirmed(ANA, HASH);
        world.upstream.become(id(), "FAILED");
        pass(Duration.ofMinutes(5));
        int before = asked().size();

        // when
        assertThat(check(world.caller(ANA)).item.get().state()).isEqualTo(PurchaseState.FAILED);

        // then
        assertThat(asked()).hasSize(before + 1);

        // given
        confirmed(ANA, "checked-2");
        pass(Duration.ofHours(25));
        assertThat(world.disk.read(records -> records.byHash("checked-2")).orElseThrow().terminal()).isFalse();
        world.upstream.become(world.disk.read(records -> records.byHash("checked-2")).orElseThrow().chipiId(),
                "SUCCESS");

        // when
        Answer<Purchase> overdue = sent(world.life().check(world.caller(ANA), "checked-2"));
        pass(Duration.ofSeconds(1));

        // then
        assertThat(overdue.item.get().state()).isEqualTo(PurchaseState.SUCCESS);
    }

    @Test
    void asksAboutWhatChipiRefused() {
        // given
        world.upstream.posts.add(Upstream.Post.REFUSED_402);
        post(ANA, HASH);
        pass(Duration.ofSeconds(1));

        // when
        Answer<Purchase> answer = check(world.caller(ANA));

        // then
        assertThat(asked()).hasSize(1);
        assertThat(answer.item.get().state()).isEqualTo(PurchaseState.REJECTED);
        assertThat(answer.item.get().incident()).isNull();
        assertThat(answer.item.get().checkedAt()).isNotNull();
    }

    @Test
    void othersPurchasesAreNotThereExceptForOperators() {
        // given
        confirmed(ANA, HASH);
        pass(Duration.ofMinutes(5));
        int before = asked().size();

        // then
        assertThat(check(world.caller(BOB)).failure.get()).isInstanceOf(PurchaseFailure.NotFound.class);
        assertThat(asked()).hasSize(before);

        // when the owner's bearer is at hand
        assertThat(check(operator()).item.get().owner()).isEqualTo(ANA);
        assertThat(asked()).hasSize(before + 1);
    }

    @Test
    void anOperatorNeedsTheOwnersBearer() {
        // given
        world.bearersLive = Duration.ofSeconds(60);
        confirmed(ANA, HASH);
        pass(Duration.ofMinutes(5));
        int before = asked().size();

        // then
        assertThat(check(operator()).failure.get()).isInstanceOf(PurchaseFailure.BearerMissing.class);
        assertThat(asked()).hasSize(before);

        // when the owner asks with their own
        assertThat(check(world.caller(ANA)).item.get()).isNotNull();
        assertThat(asked()).hasSize(before + 1);
    }

    @Test
    void aBearerThatChipiRefusesIsTheCallersTrouble() {
        // given
        confirmed(ANA, HASH);
        pass(Duration.ofMinutes(5));
        world.upstream.everyRead = Upstream.Read.UNAUTHORISED;

        // then
        assertThat(check(world.caller(ANA)).failure.get()).isInstanceOf(ChipiFailure.Unauthorised.class);
        pass(Duration.ofSeconds(5));
        assertThat(check(operator()).failure.get()).isInstanceOf(PurchaseFailure.BearerMissing.class);
    }

    @Test
    void whereChipiIsAwayItSaysSo() {
        // given
        confirmed(ANA, HASH);
        pass(Duration.ofMinutes(5));

        // then
        world.upstream.reads.add(Upstream.Read.ERROR_500);
        assertThat(check(world.caller(ANA)).failure.get()).isInstanceOf(ChipiFailure.Unreachable.class);
        pass(Duration.ofSeconds(5));
        world.upstream.reads.add(Upstream.Read.PAGE_200);
        assertThat(check(world.caller(ANA)).failure.get()).isInstanceOf(ChipiFailure.UnreadableAnswer.class);
        pass(Duration.ofSeconds(5));
        world.upstream.reads.add(Upstream.Read.RATE_LIMITED);
        assertThat(check(world.caller(ANA)).failure.get()).isInstanceOf(ChipiFailure.RateLimited.class);

        // and Chipi's pause is kept
        int before = asked().size();
        pass(Duration.ofSeconds(3));
        assertThat(check(world.caller(ANA)).failure.get()).isInstanceOf(ChipiFailure.BudgetExhausted.class);
        assertThat(asked()).hasSize(before);
    }

    @Test
    void aBudgetThatIsSpentRefusesTheCheckAndHarmsNoPoll() {
        // given
        HeldBudget budget = new HeldBudget();
        world.budget = process -> budget;
        world.crash();
        world.startProcess();
        confirmed(ANA, HASH);
        pass(Duration.ofSeconds(40));
        budget.refuse(RequestClass.WATCHED_POLL);
        int before = asked().size();

        // when
        Answer<Purchase> answer = check(world.caller(ANA));

        // then
        assertThat(answer.failure.get()).isInstanceOf(ChipiFailure.BudgetExhausted.class);
        assertThat(asked()).hasSize(before);
        pass(Duration.ofMinutes(5));
        assertThat(asked().size()).isGreaterThan(before);
        assertThat(budget.unended()).isZero();
    }

    @Test
    void nobodyIsKeptWaitingBehindATurnThatDoesNotCome() {
        // given
        HeldBudget budget = new HeldBudget();
        world.budget = process -> budget;
        world.crash();
        world.startProcess();
        confirmed(ANA, HASH);
        world.life().watchers.watched.add(HASH);
        budget.hold(RequestClass.WATCHED_POLL);
        pass(Duration.ofSeconds(30));

        // when
        Answer<Purchase> answer = sent(world.life().check(world.caller(ANA), HASH));
        pass(Duration.ofSeconds(9));
        assertThat(answer.failure.get()).isNull();
        pass(Duration.ofSeconds(2));

        // then
        assertThat(answer.failure.get()).isInstanceOf(ChipiFailure.Unreachable.class);
    }

    private Answer<Purchase> check(Caller caller) {
        Answer<Purchase> answer = sent(world.life().check(caller, HASH));
        pass(Duration.ofMillis(200));
        return answer;
    }

    private Purchase purchase() {
        return world.disk.read(records -> records.byHash(HASH)).orElseThrow();
    }

    private String id() {
        return purchase().chipiId();
    }

    private int sends() {
        return world.disk.read(records -> records.sendsOf(HASH)).size();
    }
}
