package org.chipigateway.purchase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;

import org.chipigateway.identity.Caller;
import org.chipigateway.identity.Owner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.security.ForbiddenException;

/** Who reads whose purchases, and with whose bearer they then go on. */
class ScopeTest extends PursuedPurchases {
    private static final String HASH = "scoped-1";

    @BeforeEach
    void nobodySweeps() {
        world.crash();
        world.sweepEvery = Duration.ofDays(1);
        world.startProcess();
        pass(Duration.ofSeconds(1));
    }

    @Test
    void withoutTheParameterEverybodyReadsTheirOwn() {
        assertThat(Scope.of(null, caller(Set.of()))).isEqualTo(Scope.OWN);
        assertThat(Scope.of(null, operator())).isEqualTo(Scope.OWN);
        assertThat(Scope.of("", operator())).isEqualTo(Scope.OWN);
    }

    @Test
    void onlyAnOperatorReadsEverybodys() {
        assertThat(Scope.of("all", operator())).isEqualTo(Scope.ALL);
        for (Set<String> groups : Set.of(Set.<String>of(), Set.of("customers"), Set.of("operators", "Operator"))) {
            assertThatThrownBy(() -> Scope.of("all", caller(groups))).isInstanceOf(ForbiddenException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "own", "ALL", "all ", "all,own", "*"})
    void anotherWordIsNone(String word) {
        assertThatThrownBy(() -> Scope.of(word, operator())).isInstanceOf(PurchaseFailure.Invalid.class);
        assertThatThrownBy(() -> Scope.of(word, caller(Set.of()))).isInstanceOf(PurchaseFailure.Invalid.class);
    }

    @Test
    void whatIsNotReadDoesNotExist() {
        // given
        confirmed(ANA, HASH);
        String id = world.disk.read(records -> records.byHash(HASH)).orElseThrow().chipiId();

        // then
        for (String name : new String[]{ HASH, id}) {
            assertThat(found(read(operator(), name, Scope.ALL)).owner()).isEqualTo(ANA);
            assertThat(read(operator(), name, Scope.OWN).failure.get()).isInstanceOf(PurchaseFailure.NotFound.class);
            assertThat(found(ticket(ANA, name)).owner()).isEqualTo(ANA);
            assertThat(ticket(BOB, name).failure.get()).isInstanceOf(PurchaseFailure.NotFound.class);
        }
        assertThat(read(operator(), "nobodys", Scope.ALL).failure.get()).isInstanceOf(PurchaseFailure.NotFound.class);
    }

    @Test
    void whatAnOperatorReadsGoesOnWithItsOwnersBearerAlone() {
        // given an open purchase that nobody follows
        leftBehind(ANA);

        // when
        found(read(operator(), HASH, Scope.ALL));
        pass(Duration.ofMinutes(1));

        // then it is followed, and nobody has sent it
        assertThat(sends()).isZero();
        found(world.caller(ANA));
        assertThat(sends()).isEqualTo(1);
    }

    @Test
    void whatAnOperatorHasBoughtThemselvesGoesOnWithTheirs() {
        // given
        Caller olga = operator();
        leftBehind(olga.owner());

        // when
        found(read(olga, HASH, Scope.ALL));
        pass(Duration.ofSeconds(1));

        // then
        assertThat(sends()).isEqualTo(1);
    }

    @Test
    void whatIsReadByTicketGoesOnWithoutABearer() {
        // given
        leftBehind(ANA);

        // when
        found(ticket(ANA, HASH));
        pass(Duration.ofMinutes(1));

        // then it is followed, and waits for one
        assertThat(sends()).isZero();
        found(world.caller(ANA));
        assertThat(sends()).isEqualTo(1);
    }

    @Test
    void anOperatorWhoLooksAgainAndAgainHasChipiAskedWithTheOwnersBearerAlone() {
        // given one whose owner's bearer has ended
        world.bearersLive = Duration.ofSeconds(60);
        confirmed(ANA, HASH);
        pass(Duration.ofMinutes(5));
        int before = asked().size();

        // when
        Instant end = now().plusSeconds(30);
        while (now().isBefore(end)) {
            found(read(operator(), HASH, Scope.ALL));
            pass(Duration.ofSeconds(2));
        }

        // then
        assertThat(asked()).hasSize(before);

        // when the owner has been there once
        found(world.caller(ANA));
        pass(Duration.ofSeconds(10));
        int theirs = asked().size();
        for (int n = 0; n < 20; n++) {
            found(read(operator(), HASH, Scope.ALL));
            pass(Duration.ofSeconds(2));
        }

        // then
        assertThat(asked().size()).isGreaterThan(theirs);
    }

    /** As a process leaves it that ends between the commit and its follower. */
    private void leftBehind(Owner owner) {
        world.disk.write(tx -> PurchaseJournal.record(tx,
                Purchase.opened(HASH, owner, Purchases.airtime("5512345678"), now()), EventType.STATUS,
                EventSource.CREATE, now()), changes -> {
                });
    }

    private int sends() {
        return world.disk.read(records -> records.sendsOf(HASH)).size();
    }

    private Answer<Purchase> read(Caller caller, String idOrHash, Scope scope) {
        Answer<Purchase> answer = sent(world.life().read(caller, idOrHash, scope));
        pass(Duration.ofMillis(100));
        return answer;
    }

    private Answer<Purchase> ticket(Owner owner, String idOrHash) {
        Answer<Purchase> answer = sent(world.life().read(owner, idOrHash));
        pass(Duration.ofMillis(100));
        return answer;
    }

    /** Any request of theirs: it offers their bearer, and makes nobody follow anything. */
    private void found(Caller caller) {
        sent(world.life().list(caller));
        pass(Duration.ofSeconds(1));
    }

    private static Purchase found(Answer<Purchase> answer) {
        assertThat(answer.failure.get()).isNull();
        return answer.item.get();
    }

    private static Caller caller(Set<String> groups) {
        return new Caller(BOB, "bearer", Purchases.NOON, groups);
    }
}
