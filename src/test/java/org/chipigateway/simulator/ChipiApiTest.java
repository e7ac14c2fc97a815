package org.chipigateway.simulator;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChipiApiTest {
    private static final String PHONE = "5512345678";

    private final MovableClock clock = new MovableClock();
    private Simulator simulator;
    private SimulatedChipi chipi;

    @BeforeEach
    void start() {
        simulator = Simulator
                .start(new SimulatorOptions().clock(clock).settling(Settling.after(Duration.ofMillis(40))));
        chipi = new SimulatedChipi(simulator);
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void catalogueIsPagedAndFiltered() {
        // given
        int all = chipi.get("/skus").then().statusCode(200).extract().path("total");

        // when // then
        assertThat(all).isGreaterThan(50);
        chipi.get("/skus?page=2&limit=7").then().body("data", hasSize(7)).body("page", equalTo(2))
                .body("totalPages", equalTo((all + 6) / 7));
        chipi.get("/skus?offset=7&limit=7").then().body("data[0].id",
                equalTo(chipi.get("/skus?page=2&limit=7").path("data[0].id")));
        chipi.get("/skus?carrierName=tELc").then().body("data.carrierName", everyItem(equalTo("Telcel")))
                .body("total", greaterThan(5));
        chipi.get("/skus?provider=CHIPI&category=GIFT_CARDS").then().body("total", greaterThan(0))
                .body("data.category", everyItem(equalTo("GIFT_CARDS")));
        chipi.get("/skus?chipiCategory=MOVILIDAD").then().body("data.category", hasItem("TELEPEAJE"));
        chipi.get("/skus?locale=en&carrierName=CFE").then().body("data[0].name", equalTo("CFE electricity bill"));
        chipi.get("/skus?carrierName=nobody").then().body("total", equalTo(0)).body("totalPages", equalTo(0));
        chipi.get("/skus?limit=many").then().statusCode(400);
    }

    @Test
    void oneSku() {
        chipi.get("/skus/sku-tl-TEL010").then().statusCode(200).body("fixedAmount", equalTo(10))
                .body("referenceRegexValidation", equalTo("^[0-9]{10}$"));
        chipi.get("/skus/sku-none").then().statusCode(404).body("message", notNullValue())
                .body("statusCode", equalTo(404));
    }

    @Test
    void purchaseSettles() {
        // when
        String id = chipi.buy("order-1", PHONE).then().statusCode(201).body("status", equalTo("PENDING"))
                .body("transactionHash", equalTo("order-1")).body("skuPurchaseAmount", equalTo(10))
                .body("apiPublicKey", equalTo(SimulatorOptions.PRODUCTION_KEY)).extract().path("id");

        // then
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> chipi.get("/sku-purchases/{id}", id).then().statusCode(200)
                        .body("status", equalTo("SUCCESS")).body("skuFileNumber", notNullValue())
                        .body("confirmedAt", notNullValue()).body("ledgerEntryId", startsWith("le-")));
        chipi.get("/transactions/{id}", id).then().statusCode(200).body("transactionHash", equalTo("order-1"));
        chipi.get("/transactions/{hash}", "order-1").then().statusCode(200).body("id", equalTo(id));
        chipi.get("/sku-purchases/{hash}", "order-1").then().statusCode(404);
    }

    @Test
    void passesOverProcessing() {
        // given one that stays there until it is told otherwise
        simulator.settling(Settling.never());

        // when
        chipi.buy("order-1", PHONE);

        // then
        await().atMost(Duration.ofSeconds(30)).untilAsserted(
                () -> chipi.get("/transactions/order-1").then().body("status", equalTo("PROCESSING")));
        simulator.settle("order-1", "SUCCESS");
        chipi.get("/transactions/order-1").then().body("status", equalTo("SUCCESS"));
    }

    @Test
    void hashHoldsForTheDay() {
        // given
        clock.set("2026-11-22T23:50:00Z");
        String id = chipi.buy("order-1", PHONE).path("id");

        // when // then
        clock.set("2026-11-22T23:59:59Z");
        chipi.buy("order-1", PHONE).then().statusCode(201).body("id", equalTo(id));
        assertThat(simulator.ledger().debits("order-1")).isEqualTo(1);
        clock.set("2026-11-23T00:00:01Z");
        assertThat((String) chipi.buy("order-1", PHONE).path("id")).isNotEqualTo(id);
        assertThat(simulator.ledger().debits("order-1")).isEqualTo(2);
        assertThat(simulator.ledger().doubled()).containsExactly("order-1");
    }

    @Test
    void sandboxSettlesAtOnce() {
        // given
        SimulatedChipi sandbox = new SimulatedChipi(simulator, SimulatorOptions.SANDBOX_KEY);

        // when // then
        sandbox.buy("order-1", PHONE).then().statusCode(201).body("status", equalTo("SUCCESS"))
                .body("ledgerEntryId", startsWith("le-dev-")).body("skuFileNumber", startsWith("dev-sandbox-"));
        assertThat(simulator.ledger().debits("order-1")).isEqualTo(1);
        assertThat(simulator.ledger().spent()).isZero();
    }

    @Test
    void keysDoNotSeeEachOther() {
        // given
        String id = chipi.buy("order-1", PHONE).path("id");
        SimulatedChipi other = new SimulatedChipi(simulator, SimulatorOptions.SANDBOX_KEY);

        // when // then
        other.get("/transactions/order-1").then().statusCode(404);
        other.get("/sku-purchases/{id}", id).then().statusCode(404);
    }

    @Test
    void wrongKeysAndTokensAreTurnedAway() {
        TokenIssuer issuer = simulator.issuerOfTokens();
        given().baseUri(simulator.baseUrl()).header("Authorization", "Bearer " + issuer.token("ana")).get("/skus")
                .then()
                .statusCode(401);
        new SimulatedChipi(simulator, "pk_prod_other").get("/skus").then().statusCode(401);
        for (String token : new String[]{ "sk_prod_1234", issuer.expired("ana", Duration.ofSeconds(10)),
            issuer.forged("ana"), issuer.foreignKey("ana"), issuer.unsigned("ana"), issuer.swappedAlgorithm("ana"),
            issuer.token("ana", Duration.ofHours(1), Map.of("iss", "http://elsewhere.example"))}) {
            given().baseUri(simulator.baseUrl()).header("x-api-key", SimulatorOptions.PRODUCTION_KEY)
                    .header("Authorization", "Bearer " + token).get("/skus").then().statusCode(401)
                    .body("message", instanceOf(String.class));
        }
    }

    @ParameterizedTest
    @CsvSource({ "skuReference,55123", "currencyAmount,11", "currencyAmount,'10'", "chain,ETHEREUM", "token,USDT",
        "walletAddress,", "transactionHash,", "orgMarkup,-1", "surprise,1"})
    void wrongOrdersAreRefusedWithAListAndNoDebit(String field, String value) {
        // given
        Map<String, Object> order = SimulatedChipi.order("order-1", PHONE);
        order.put(field, "currencyAmount".equals(field) && "11".equals(value)
                ? (Object) 11
                : "orgMarkup".equals(field) ? (Object) Integer.valueOf(value) : value);

        // when // then
        chipi.post(order).then().statusCode(400).body("message", notNullValue());
        assertThat(simulator.ledger().debits()).isZero();
    }

    @Test
    void unknownSkuNotJsonAndUnknownPath() {
        Map<String, Object> order = SimulatedChipi.order("order-1", PHONE);
        order.put("skuId", "sku-none");
        chipi.post(order).then().statusCode(404);
        chipi.post("{\"half\":").then().statusCode(400);
        chipi.get("/sku-purchases").then().statusCode(404).body("message", equalTo("Cannot GET /v1/sku-purchases"));
        assertThat(simulator.ledger().debits()).isZero();
    }

    @Test
    void variableAmounts() {
        Map<String, Object> order = SimulatedChipi.order("order-1", "0".repeat(30));
        order.put("skuId", "sku-tl-CFE");
        order.put("currencyAmount", 350);
        chipi.post(order).then().statusCode(201).body("skuPurchaseAmount", equalTo(350));
        order.put("currencyAmount", 0);
        chipi.post(order).then().statusCode(400);
    }

    @Test
    void rateLimitSlides() {
        // given
        simulator.requestsPerMinute(3);
        clock.set("2026-11-22T12:00:00Z");
        chipi.get("/skus/none");
        clock.set("2026-11-22T12:00:30Z");
        chipi.get("/skus");
        chipi.buy("order-1", PHONE);

        // when // then
        chipi.get("/skus").then().statusCode(429).header("Retry-After", "30").body("message", notNullValue());
        chipi.buy("order-2", PHONE).then().statusCode(429);
        assertThat(simulator.ledger().debits("order-2")).isZero();
        new SimulatedChipi(simulator, SimulatorOptions.SANDBOX_KEY).get("/skus").then().statusCode(200);
        clock.set("2026-11-22T12:01:00Z");
        chipi.get("/skus").then().statusCode(200);
        chipi.get("/skus").then().statusCode(429);
    }

    @Test
    void callsAreCounted() {
        // when
        chipi.get("/skus?__chipi_api_version=2025-12-30");
        chipi.buy("order-1", PHONE);
        chipi.get("/transactions/none");

        // then
        assertThat(simulator.calls()).extracting(Call::method, Call::path, Call::status).containsExactly(
                tuple("GET", "/v1/skus", 200),
                tuple("POST", "/v1/sku-purchases", 201),
                tuple("GET", "/v1/transactions/none", 404));
        assertThat(simulator.calls().get(0).query()).isEqualTo("__chipi_api_version=2025-12-30");
        assertThat(simulator.calls().get(1).body()).contains("order-1");
        assertThat(simulator.calls()).asString().doesNotContain("ey", "pk_");
        assertThat(simulator.callsTo("GET", "/v1/transactions/")).isEqualTo(1);
        assertThat(simulator.mostCallsInAMinute()).isEqualTo(3);
    }
}
