package org.chipigateway.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.chipigateway.catalog.FakeChipi.item;
import static org.chipigateway.catalog.FakeChipi.json;

import java.lang.reflect.Field;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import org.chipigateway.catalog.CatalogFailure.SkuNotFound;
import org.chipigateway.catalog.Served.Source;
import org.chipigateway.chipi.ChipiFailure.BudgetExhausted;
import org.chipigateway.chipi.ChipiFailure.RateLimited;
import org.chipigateway.chipi.ChipiFailure.Refused;
import org.chipigateway.chipi.ChipiFailure.Unauthorised;
import org.chipigateway.chipi.ChipiFailure.Unreachable;
import org.chipigateway.chipi.ChipiFailure.UnreadableAnswer;
import org.chipigateway.chipi.SkuQuery;
import org.chipigateway.chipi.UnlimitedBudget;
import org.chipigateway.identity.Caller;
import org.chipigateway.identity.Owner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;

class CatalogueTest {

    private static final SkuQuery ALL = new SkuQuery(null, null, null, null, null, null, null, null);
    private static final String SKU = "{\"id\":\"sku-1\",\"new\":1.5}";

    private final TestClock clock = new TestClock();
    private final FakeChipi chipi = new FakeChipi(bearer -> item(SKU));
    private final UnlimitedBudget budget = new UnlimitedBudget();
    private final Catalogue catalogue = new Catalogue(chipi, budget, clock);

    @Test
    void asksOnceWhileACopyIsFresh() {
        // when
        Served first = await(catalogue.sku("sku-1", caller("a")));
        clock.advance(Duration.ofSeconds(299));
        Served second = await(catalogue.sku("sku-1", caller("b")));

        // then
        assertThat(chipi.calls).containsExactly("a");
        assertThat(first.source()).isEqualTo(Source.LOADED);
        assertThat(second.source()).isEqualTo(Source.KEPT);
        assertThat(second.age()).isEqualTo(Duration.ofSeconds(299));
        assertThat(second.copy().body()).asString().isEqualTo(SKU);

        // when
        clock.advance(Duration.ofSeconds(1));
        chipi.answer = bearer -> item("{\"id\":\"sku-1\",\"new\":2}");
        Served third = await(catalogue.sku("sku-1", caller("c")));

        // then
        assertThat(chipi.calls).containsExactly("a", "c");
        assertThat(third.copy().tag()).isNotEqualTo(first.copy().tag());
        assertThat(third.age()).isZero();
    }

    @Test
    void asksForEachQueryByItself() {
        chipi.answer = bearer -> item("{\"data\":[]}");

        await(catalogue.page(ALL, caller("a")));
        await(catalogue.page(new SkuQuery(2, null, null, null, null, null, null, null), caller("a")));
        await(catalogue.page(ALL, caller("a")));

        assertThat(chipi.calls).hasSize(2);
    }

    @Test
    void aPageFillsTheCopiesOfItsSkus() {
        // given
        String complete = "{\"id\":\"sku-1\",\"referenceRegexValidation\":\"^.$\",\"amountRegexValidation\":\"^1$\"}";
        chipi.answer = bearer -> item("{\"data\":[" + complete + ",{\"id\":\"sku-2\"},7,{\"id\":\"..\"}]}");

        // when
        await(catalogue.page(ALL, caller("a")));
        await(catalogue.page(new SkuQuery(null, null, null, null, null, null, null, "es"), caller("a")));
        Served kept = await(catalogue.sku("sku-1", caller("b")));

        // then
        assertThat(chipi.calls).containsExactly("a", "a");
        assertThat(kept.copy().body()).asString().isEqualTo(complete);
        assertThat(kept.copy().sku().referenceRegexValidation()).isEqualTo("^.$");

        // when
        chipi.answer = bearer -> item("{\"id\":\"sku-2\"}");
        await(catalogue.sku("sku-2", caller("b")));

        // then
        assertThat(chipi.calls).containsExactly("a", "a", "b");
    }

    @Test
    void aPageDoesNotReplaceWhatWasAskedForByItself() {
        // given
        await(catalogue.sku("sku-1", caller("a")));
        chipi.answer = bearer -> item("{\"data\":[{\"id\":\"sku-1\",\"referenceRegexValidation\":\"^.$\","
                + "\"amountRegexValidation\":\"^1$\"}]}");

        // when
        await(catalogue.page(ALL, caller("a")));

        // then
        assertThat(await(catalogue.sku("sku-1", caller("a"))).copy().body()).asString().isEqualTo(SKU);
    }

    @Test
    void overTheBudgetAnOldCopyIsServedAndWithoutOneItIsSaidWhenToComeBack() {
        // given
        await(catalogue.sku("sku-1", caller("a")));
        clock.advance(Duration.ofMinutes(6));
        budget.full = Duration.ofSeconds(33);

        // then
        assertThat(await(catalogue.sku("sku-1", caller("a"))).source()).isEqualTo(Source.STALE);
        assertThatThrownBy(() -> await(catalogue.page(ALL, caller("a")))).isInstanceOfSatisfying(
                BudgetExhausted.class, full -> assertThat(full.retryAfter()).isEqualTo(Duration.ofSeconds(33)));
        assertThat(chipi.calls).hasSize(1);

        // when
        budget.full = null;
        assertThat(await(catalogue.sku("sku-1", caller("b"))).source()).isEqualTo(Source.LOADED);
    }

    @Test
    void loadsOnceForManyWhoWaitAndGoesOnWhenTheyLeave() {
        // given
        List<UniEmitter<? super ObjectNode>> asked = new ArrayList<>();
        chipi.answer = bearer -> Uni.createFrom().emitter(asked::add);
        List<Served> served = new CopyOnWriteArrayList<>();

        // when
        List<Cancellable> waiting = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            waiting.add(catalogue.sku("sku-1", caller("caller-" + i)).subscribe().with(served::add));
        }
        waiting.get(0).cancel();
        waiting.get(7).cancel();
        asked.get(0).complete(json(SKU));

        // then
        assertThat(chipi.calls).hasSize(1);
        assertThat(served).hasSize(48);
        assertThat(await(catalogue.sku("sku-1", caller("later"))).source()).isEqualTo(Source.KEPT);
    }

    @Test
    void keepsWhatALoadBringsThatNobodyWaitsForAnyMore() {
        // given
        List<UniEmitter<? super ObjectNode>> asked = new ArrayList<>();
        chipi.answer = bearer -> Uni.createFrom().emitter(asked::add);

        // when
        catalogue.sku("sku-1", caller("a")).subscribe().with(served -> {
        }).cancel();
        asked.get(0).complete(json(SKU));

        // then
        assertThat(await(catalogue.sku("sku-1", caller("b"))).source()).isEqualTo(Source.KEPT);
        assertThat(chipi.calls).hasSize(1);
    }

    @Test
    void doesNotMakeOthersPayForOneRefusedBearer() {
        // given
        List<UniEmitter<? super ObjectNode>> first = new ArrayList<>();
        chipi.answer = bearer -> bearer.equals("bad") ? Uni.createFrom().emitter(first::add) : item(SKU);
        List<Served> served = new CopyOnWriteArrayList<>();
        List<Throwable> failed = new CopyOnWriteArrayList<>();

        // when
        catalogue.sku("sku-1", caller("bad")).subscribe().with(served::add, failed::add);
        for (int i = 0; i < 20; i++) {
            catalogue.sku("sku-1", caller("good-" + i)).subscribe().with(served::add, failed::add);
        }
        first.get(0).fail(new Unauthorised("no"));

        // then
        assertThat(served).hasSize(20);
        assertThat(failed).singleElement().isInstanceOf(Unauthorised.class);
        assertThat(chipi.calls).as("one retry serves the rest").hasSize(2);
    }

    @Test
    void endsWhereEveryBearerIsRefused() {
        // given
        List<UniEmitter<? super ObjectNode>> first = new ArrayList<>();
        chipi.answer = bearer -> bearer.equals("bad")
                ? Uni.createFrom().emitter(first::add)
                : Uni.createFrom().failure(new Unauthorised("no"));
        List<Throwable> failed = new CopyOnWriteArrayList<>();

        // when
        catalogue.sku("sku-1", caller("bad")).subscribe().with(served -> {
        }, failed::add);
        for (int i = 0; i < 9; i++) {
            catalogue.sku("sku-1", caller("bad-" + i)).subscribe().with(served -> {
            }, failed::add);
        }
        first.get(0).fail(new Unauthorised("no"));

        // then
        assertThat(failed).hasSize(10).hasOnlyElementsOfType(Unauthorised.class);
        assertThat(chipi.calls).hasSize(10);
    }

    @Test
    void servesAnOldCopyForADayWhileChipiIsAway() {
        // given
        await(catalogue.sku("sku-1", caller("a")));
        for (RuntimeException failure : List.of(new Unreachable("down", null), new RateLimited(Duration.ofSeconds(9)),
                new UnreadableAnswer("html", null), new Unauthorised("no"))) {
            clock.advance(Duration.ofMinutes(6));
            chipi.answer = bearer -> Uni.createFrom().failure(failure);

            // then
            assertThat(await(catalogue.sku("sku-1", caller("b"))).stale()).isTrue();
        }

        // when
        clock.advance(Duration.ofDays(1));

        // then
        assertThatThrownBy(() -> await(catalogue.sku("sku-1", caller("b")))).isInstanceOf(Unauthorised.class);
    }

    @Test
    void leavesChipiAloneForAWhileAfterAFailedLoad() {
        // given
        await(catalogue.sku("sku-1", caller("a")));
        clock.advance(Duration.ofMinutes(6));
        chipi.answer = bearer -> Uni.createFrom().failure(new Unreachable("down", null));

        // when
        for (int i = 0; i < 20; i++) {
            assertThat(await(catalogue.sku("sku-1", caller("b"))).stale()).isTrue();
        }

        // then
        assertThat(chipi.calls).hasSize(2);

        // when
        clock.advance(Duration.ofSeconds(10));
        chipi.answer = bearer -> item(SKU);

        // then
        assertThat(await(catalogue.sku("sku-1", caller("c"))).source()).isEqualTo(Source.LOADED);
        assertThat(chipi.calls).containsExactly("a", "b", "c");
    }

    @Test
    void servesAnOldCopyWhereChipiTakesLong() {
        // given
        await(catalogue.sku("sku-1", caller("a")));
        clock.advance(Duration.ofMinutes(6));
        chipi.answer = bearer -> Uni.createFrom().nothing();

        // then
        assertThat(await(catalogue.sku("sku-1", caller("b"))).stale()).isTrue();
    }

    @Test
    void passesAFailureOnWhereThereIsNoCopyAndAsksAgain() {
        chipi.answer = bearer -> Uni.createFrom().failure(new Unreachable("down", null));
        assertThatThrownBy(() -> await(catalogue.sku("sku-1", caller("a")))).isInstanceOf(Unreachable.class);

        chipi.answer = bearer -> item(SKU);
        assertThat(await(catalogue.sku("sku-1", caller("a"))).source()).isEqualTo(Source.LOADED);
    }

    @Test
    void remembersAMissingSkuForHalfAMinute() {
        // given
        await(catalogue.sku("sku-1", caller("a")));
        clock.advance(Duration.ofMinutes(6));
        chipi.answer = bearer -> Uni.createFrom().failure(new Refused(404, null, "no such SKU"));

        // then
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> await(catalogue.sku("sku-1", caller("b")))).isInstanceOf(SkuNotFound.class);
        }
        assertThat(chipi.calls).hasSize(2);

        // when
        clock.advance(Duration.ofSeconds(30));
        chipi.answer = bearer -> item(SKU);

        // then
        assertThat(await(catalogue.sku("sku-1", caller("b"))).source()).isEqualTo(Source.LOADED);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", ".", "..", "a/b", "a b", "a%2Fb", "ñ", "a\n"})
    void asksNothingForAnIdThatCannotBe(String id) {
        assertThatThrownBy(() -> await(catalogue.sku(id, caller("a")))).isInstanceOf(SkuNotFound.class);
        assertThatThrownBy(() -> await(catalogue.sku("x".repeat(101), caller("a")))).isInstanceOf(SkuNotFound.class);

        assertThat(chipi.calls).isEmpty();
    }

    @Test
    void keepsItsCopiesInTheClassThatNativeImagesKnow() throws ReflectiveOperationException {
        Shelf<String> shelf = new Shelf<>((key, caller) -> Uni.createFrom().nothing(), clock);

        assertThat(copies(shelf).asMap().getClass().getName()).isEqualTo(Shelf.WEIGHTED_CACHE);
    }

    @Test
    void keepsNoMoreThanItsBounds() throws ReflectiveOperationException {
        // given
        Field skus = Catalogue.class.getDeclaredField("skus");
        skus.setAccessible(true);
        String large = "{\"id\":\"sku\",\"x\":\"" + "x".repeat(1 << 20) + "\"}";
        chipi.answer = bearer -> item(large);

        // when
        for (int i = 0; i < 100; i++) {
            await(catalogue.sku("sku-" + i, caller("a")));
        }
        // Caffeine lets go in a thread of its own, which may be late.
        copies((Shelf<?>) skus.get(catalogue)).cleanUp();
        int again = 0;
        chipi.calls.clear();
        for (int i = 0; i < 100; i++) {
            again += await(catalogue.sku("sku-" + i, caller("a"))).source() == Source.LOADED ? 1 : 0;
        }

        // then
        assertThat(again).isGreaterThanOrEqualTo(60);
    }

    private static Cache<?, ?> copies(Shelf<?> shelf) throws ReflectiveOperationException {
        Field copies = Shelf.class.getDeclaredField("copies");
        copies.setAccessible(true);
        return (Cache<?, ?>) copies.get(shelf);
    }

    static Caller caller(String bearer) {
        return new Caller(new Owner("issuer", bearer), bearer, Instant.MAX, Set.of());
    }

    static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(30));
    }
}
