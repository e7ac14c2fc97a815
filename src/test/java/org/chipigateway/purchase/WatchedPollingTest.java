package org.chipigateway.purchase;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;

import org.chipigateway.chipi.RequestClass;
import org.chipigateway.chipi.Transaction;
import org.chipigateway.chipi.UnlimitedBudget;
import org.junit.jupiter.api.Test;

/** Who watches makes the one follower of a purchase ask sooner, and is told when it can't ask. */
class WatchedPollingTest extends PursuedPurchases {
    private static final String HASH = "watched-1";

    @Test
    void aWatcherBringsAFarPollForwardButNeverCloserThanThePaceOfWatchedOnes() {
        // given: nobody watches, and the next poll is more than three minutes off
        confirmed(ANA, HASH);
        pass(Duration.ofMinutes(40));
        int before = asked().size();
        while (asked().size() == before) {
            pass(Duration.ofSeconds(1));
        }
        Instant last = lastAsked();

        // when somebody comes who, by the pace of watched ones, is not late yet
        pass(Duration.ofSeconds(60));
        watchAndArrive(1);
        pass(Duration.ofSeconds(30));
        assertThat(lastAsked()).isEqualTo(last);

        // then the poll comes at that pace, and all the next ones do
        pass(Duration.ofSeconds(60));
        assertThat(lastAsked()).isBetween(last.plusSeconds(96), last.plusSeconds(144));
        int polls = asked().size();
        pass(Duration.ofMinutes(20));
        assertThat(asked().size() - polls).isBetween(8, 13);
    }

    @Test
    void aWatcherWhoComesLateIsNotKeptWaiting() {
        // given
        confirmed(ANA, HASH);
        pass(Duration.ofMinutes(40));
        int before = asked().size();
        while (asked().size() == before) {
            pass(Duration.ofSeconds(1));
        }
        pass(Duration.ofSeconds(150));
        assertThat(asked()).hasSize(before + 1);

        // when
        watchAndArrive(1);
        pass(Duration.ofMillis(200));

        // then
        assertThat(asked()).hasSize(before + 2);
    }

    @Test
    void tenWatchersCostNoMoreThanOne() {
        // given
        confirmed(ANA, HASH);
        watchAndArrive(1);
        pass(Duration.ofMinutes(30));
        int byOne = asked().size();

        // when
        confirmed(BOB, "watched-2");
        world.life().watchers.watched.add("watched-2");
        asked().clear();
        world.life().watchers.watched.remove(HASH);
        world.upstream.become(id(HASH), "SUCCESS");
        IntStream.range(0, 1800).forEach(second -> {
            if (second % 180 == 0) {
                watchAndArrive("watched-2", 10);
            }
            pass(Duration.ofSeconds(1));
        });

        // then
        assertThat(asked().size()).isBetween(byOne - 6, byOne + 6);
    }

    @Test
    void pollsAreMadeInTheTurnOfThoseWhomTheyServe() {
        // given
        UnlimitedBudget budget = new UnlimitedBudget();
        world.budget = process -> budget;
        world.crash();
        world.startProcess();
        confirmed(ANA, HASH);
        budget.asked.clear();

        // when
        pass(Duration.ofMinutes(2));
        assertThat(budget.asked).isNotEmpty().containsOnly(RequestClass.POLL);
        budget.asked.clear();
        watchAndArrive(1);
        pass(Duration.ofMinutes(5));

        // then
        assertThat(budget.asked).isNotEmpty().containsOnly(RequestClass.WATCHED_POLL);
    }

    @Test
    void aCallerWhoWaitsOrLooksAgainAndAgainWatchesToo() {
        // given
        UnlimitedBudget budget = new UnlimitedBudget();
        world.budget = process -> budget;
        world.crash();
        world.startProcess();
        confirmed(ANA, HASH);
        pass(Duration.ofMinutes(1));
        budget.asked.clear();

        // when
        sent(world.life().await(world.caller(ANA), HASH, Duration.ofSeconds(50)));
        pass(Duration.ofSeconds(49));
        assertThat(budget.asked).isNotEmpty().containsOnly(RequestClass.WATCHED_POLL);
        pass(Duration.ofSeconds(60));
        budget.asked.clear();
        pass(Duration.ofMinutes(5));
        assertThat(budget.asked).isNotEmpty().containsOnly(RequestClass.POLL);

        // then, as Chipi's own client does
        budget.asked.clear();
        for (int i = 0; i < 60; i++) {
            sent(world.life().read(world.caller(ANA), HASH));
            pass(Duration.ofMillis(2500));
        }
        assertThat(budget.asked).isNotEmpty().containsOnly(RequestClass.WATCHED_POLL);
    }

    @Test
    void aPollThatWaitsForItsTurnTakesABetterOneWhenSomebodyComes() {
        // given
        HeldBudget budget = new HeldBudget();
        world.budget = process -> budget;
        world.crash();
        world.startProcess();
        confirmed(ANA, HASH);
        budget.hold(RequestClass.POLL);
        pass(Duration.ofMinutes(1));
        assertThat(budget.waiting()).containsExactly(RequestClass.POLL);
        int before = asked().size();

        // when
        watchAndArrive(1);
        pass(Duration.ofMillis(200));

        // then there is one poll, in the turn of watched ones
        assertThat(budget.waiting()).isEmpty();
        assertThat(asked()).hasSize(before + 1);
        assertThat(budget.unended()).isZero();
    }

    @Test
    void whoComesWhileAPollIsJustAboutToWaitIsNotMissed() {
        // given
        HeldBudget budget = new HeldBudget();
        world.budget = process -> budget;
        world.crash();
        world.startProcess();
        confirmed(ANA, HASH);
        budget.hold(RequestClass.POLL);
        budget.beforeNextWait(() -> watchAndArrive(1));

        // when
        pass(Duration.ofMinutes(1));

        // then
        assertThat(budget.waiting()).isEmpty();
        assertThat(asked()).isNotEmpty();
        assertThat(budget.unended()).isZero();
    }

    @Test
    void tellsOnceThatNoBearerIsLeftAndAgainAfterThereWasOne() {
        // given
        world.bearersLive = Duration.ofSeconds(60);
        confirmed(ANA, HASH);
        pass(Duration.ofMinutes(30));

        // then
        RecordedWatchers watchers = world.life().watchers;
        assertThat(watchers.lapses).hasSize(1);
        assertThat(world.life().audience.lapse(HASH)).hasValue(watchers.lapses.get(0));

        // when watchers come and go meanwhile
        watchAndArrive(5);
        pass(Duration.ofMinutes(10));
        assertThat(watchers.lapses).hasSize(1);

        // when its owner comes back
        int before = asked().size();
        sent(world.life().list(world.caller(ANA)));
        assertThat(world.life().audience.lapse(HASH)).isEmpty();
        pass(Duration.ofSeconds(1));

        // then it goes on, and the next lapse is another one
        assertThat(asked()).hasSize(before + 1);
        pass(Duration.ofMinutes(30));
        assertThat(watchers.lapses).hasSize(2).doesNotHaveDuplicates().isSorted();
    }

    @Test
    void tellsItOfAPurchaseThatWaitsForItsSubmissionToo() {
        // given
        world.upstream.everyPost = Upstream.Post.UNREACHABLE;
        world.bearersLive = Duration.ofSeconds(60);
        post(ANA, HASH);

        // when
        pass(Duration.ofMinutes(5));

        // then
        assertThat(world.life().watchers.lapses).hasSize(1);
    }

    @Test
    void leavesItToWebhooksWhileTheyTellAndPollsAgainSoonAfterTheyStop() {
        // given twenty a minute, each settled after two seconds
        world.upstream.settlesWithin = Duration.ofSeconds(2);
        world.upstream.changed = row -> world.agenda.after(Duration.ofMillis(20), world, "a webhook",
                () -> sent(world.life().told(row.path("transactionHash").asText(), Transaction.of(row.deepCopy()))));
        int posted = 0;
        for (; posted < 60; posted++) {
            post(ANA, "told-" + posted);
            pass(Duration.ofSeconds(3));
        }
        int before = asked().size();
        for (; posted < 100; posted++) {
            post(ANA, "told-" + posted);
            pass(Duration.ofSeconds(3));
        }
        assertThat(asked()).hasSize(before);

        // when
        world.upstream.changed = row -> {
        };
        Instant stopped = now();
        for (; posted < 125; posted++) {
            post(ANA, "told-" + posted);
            pass(Duration.ofSeconds(3));
        }

        // then within a minute or so all are told by polls again
        assertThat(now()).isBefore(stopped.plusSeconds(76));
        for (int last = posted; posted < last + 10; posted++) {
            post(ANA, "told-" + posted);
            pass(Duration.ofSeconds(3));
        }
        pass(Duration.ofSeconds(10));
        assertThat(world.disk.purchases()).hasSize(posted);
        assertThat(world.disk.purchases().stream().filter(purchase -> !purchase.terminal())
                .map(purchase -> Duration.between(purchase.createdAt(), now()))).isEmpty();
    }

    private String id(String hash) {
        return world.disk.read(records -> records.byHash(hash)).orElseThrow().chipiId();
    }

    private void watchAndArrive(int times) {
        watchAndArrive(HASH, times);
    }

    private void watchAndArrive(String hash, int times) {
        world.life().watchers.watched.add(hash);
        IntStream.range(0, times).forEach(each -> world.life().audience.arrived(hash));
    }
}
