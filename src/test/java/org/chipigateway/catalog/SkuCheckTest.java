package org.chipigateway.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.chipigateway.catalog.CatalogueTest.await;
import static org.chipigateway.catalog.CatalogueTest.caller;
import static org.chipigateway.catalog.FakeChipi.item;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

import org.chipigateway.catalog.CatalogFailure.Mismatch;
import org.chipigateway.catalog.CatalogFailure.SkuMismatch;
import org.chipigateway.catalog.CatalogFailure.SkuNotFound;
import org.chipigateway.chipi.ChipiFailure.BudgetExhausted;
import org.chipigateway.chipi.ChipiFailure.RateLimited;
import org.chipigateway.chipi.ChipiFailure.Refused;
import org.chipigateway.chipi.ChipiFailure.Unauthorised;
import org.chipigateway.chipi.ChipiFailure.Unreachable;
import org.chipigateway.chipi.ChipiFailure.UnreadableAnswer;
import org.chipigateway.chipi.UnlimitedBudget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.smallrye.mutiny.Uni;

class SkuCheckTest {

    private static final String REFERENCE = "5512345678";

    private final TestClock clock = new TestClock();
    private final FakeChipi chipi = new FakeChipi(bearer -> item(sku("\"fixedAmount\":50")));
    private final SkuCheck check = new SkuCheck(new Catalogue(chipi, new UnlimitedBudget(), clock), new JsPatterns());

    @ParameterizedTest
    @ValueSource(strings = { "50", "50.00", "5E+1"})
    void takesTheFixedAmountByValue(String amount) {
        await(check(REFERENCE, amount));
    }

    @ParameterizedTest
    @CsvSource({ "50,true", "50.5,true", "50.50,true", "5E+1,true", "50.55,false", "-50,false", "0.0000001,true",
        "1E+21,true", "1234567890123456,true", "1E+2000000000,true"})
    void matchesTheAmountAsJavaScriptPrintsIt(String amount, boolean fits) {
        chipi.answer = bearer -> item(sku("\"amountRegexValidation\":\"^[0-9]{1,4}(\\\\.[0-9])?$\""));

        if (fits) {
            await(check(REFERENCE, amount));
        } else {
            assertThat(mismatches(REFERENCE, amount)).extracting(Mismatch::field).containsExactly("currencyAmount");
        }
    }

    @Test
    void reportsAllThatDoesNotFitAtOnceWithoutTheReference() {
        // when
        List<Mismatch> mismatches = mismatches("55-secret", "49.99");

        // then
        assertThat(mismatches).containsExactly(
                new Mismatch("skuReference", "Número doesn't have the form that this SKU asks for"),
                new Mismatch("currencyAmount", "Monto must be 50 MXN"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "\"fixedAmount\":0,\"amountRegexValidation\":\"\"", "\"fixedAmount\":null",
        "\"amountRegexValidation\":\"(?=5)\"", "\"amountRegexValidation\":\"(\""})
    void leavesToChipiWhatItCannotJudge(String fields) {
        chipi.answer = bearer -> item(sku(fields));

        await(check(REFERENCE, "77"));
    }

    @Test
    void knowsAnImpossibleOrMissingSku() {
        assertThatThrownBy(() -> await(check.check("a/b", REFERENCE, BigDecimal.TEN, caller("a"))))
                .isInstanceOf(SkuNotFound.class);
        assertThat(chipi.calls).isEmpty();

        chipi.answer = bearer -> Uni.createFrom().failure(new Refused(404, null, "no"));
        assertThatThrownBy(() -> await(check(REFERENCE, "50"))).isInstanceOf(SkuNotFound.class);
    }

    @Test
    void goesOnWhereTheSkuCannotBeHad() {
        for (RuntimeException failure : List.of(new Unreachable("down", null), new RateLimited(Duration.ofSeconds(9)),
                new BudgetExhausted(Duration.ofSeconds(9)),
                new UnreadableAnswer("html", null), new Unauthorised("no"), new Refused(403, null, "no"),
                new IllegalStateException("broken"))) {
            chipi.answer = bearer -> Uni.createFrom().failure(failure);
            await(check("anything", "1"));
        }
    }

    @Test
    void goesOnWhereTheSkuTakesTooLong() {
        chipi.answer = bearer -> Uni.createFrom().nothing();

        long start = System.nanoTime();
        await(check("anything", "1"));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void refusesNobodyByAnOldCopyOrAnotherSku() {
        // given
        await(check(REFERENCE, "50"));
        clock.advance(Duration.ofMinutes(6));
        chipi.answer = bearer -> Uni.createFrom().failure(new Unreachable("down", null));

        // then
        await(check(REFERENCE, "51"));

        // given
        clock.advance(Duration.ofMinutes(6));
        chipi.answer = bearer -> item("{\"id\":\"sku-other\",\"fixedAmount\":50}");

        // then
        await(check(REFERENCE, "51"));
    }

    private Uni<Void> check(String reference, String amount) {
        return check.check("sku-1", reference, new BigDecimal(amount), caller("a"));
    }

    private List<Mismatch> mismatches(String reference, String amount) {
        SkuMismatch mismatch = catchThrowableOfType(SkuMismatch.class, () -> await(check(reference, amount)));
        assertThat(mismatch).isNotNull();
        return mismatch.mismatches();
    }

    private static String sku(String fields) {
        return "{\"id\":\"sku-1\",\"currency\":\"MXN\",\"referenceLabel\":\"Número\",\"amountLabel\":\"Monto\","
                + "\"referenceRegexValidation\":\"^[0-9]{10}$\"," + fields + "}";
    }
}
