package org.chipigateway.journey;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.oneOf;
import static org.hamcrest.Matchers.startsWith;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;

/** Bad input gets its problem, and never debits anything nor even reaches Chipi's POST. */
@QuarkusTest
@Tag("long")
class BadInputTest extends Journey {
    /** Whose purchases are nobody else's, so that another test's, which is still under way, isn't taken for one of these. */
    private final String user = hash("bad-user");
    private final String hash = hash("bad");
    private final Set<String> tokens = new HashSet<>();

    @AfterEach
    void nothingWasBought() {
        assertThat(simulator.ledger().debits(hash)).isZero();
        assertThat(simulator.calls()).filteredOn(call -> call.method().equals("POST"))
                .noneMatch(call -> tokens.contains(call.bearer())
                        || String.valueOf(call.body()).contains(hash));
    }

    @Test
    void noToken() {
        problem(given().contentType(ContentType.JSON).body(body(hash, phone())).post("/v1/sku-purchases").then(),
                401,
                "UNAUTHENTICATED").header("WWW-Authenticate", startsWith("Bearer"));
    }

    @Test
    void expiredToken() {
        post(simulator.issuerOfTokens().expired(user, Duration.ofSeconds(10)), body(hash, phone()), 401,
                "TOKEN_EXPIRED");
    }

    @Test
    void forgedTokens() {
        for (String token : new String[]{ simulator.issuerOfTokens().forged(user),
            simulator.issuerOfTokens().unsigned(user),
            simulator.issuerOfTokens().swappedAlgorithm(user), "garbage"}) {
            post(token, body(hash, phone()), 401, "TOKEN_INVALID");
        }
    }

    @Test
    void wrongAmount() {
        haveSkuAtHand();

        post(body(hash, phone()).replace(":10}", ":11}"), 422, "SKU_MISMATCH").body("errors.field",
                hasItem("currencyAmount"));
    }

    @Test
    void referenceThatDoesNotMatch() {
        haveSkuAtHand();

        post(body(hash, "12"), 422, "SKU_MISMATCH").body("errors.field", hasItem("skuReference"));
    }

    @Test
    void unknownSku() {
        haveMissingSkuAtHand("sku-tl-NONE");

        post(body(hash, phone()).replace("sku-tl-TEL010", "sku-tl-NONE"), 404, "SKU_NOT_FOUND");
        post(body(hash, phone()).replace("sku-tl-TEL010", "a/../b"), 404, "SKU_NOT_FOUND");
    }

    @ParameterizedTest
    @ValueSource(strings = { "skuId", "skuReference", "currencyAmount"})
    void missingField(String field) {
        post(body(hash, phone()).replaceFirst(",?\"" + field + "\":[^,}]*", ""), 422, "VALIDATION_FAILED")
                .body("errors.field", hasItem(field));
    }

    @Test
    void extraField() {
        post(body(hash, phone()).replace(":10}", ":10,\"currencyAmout\":20}"), 422, "VALIDATION_FAILED")
                .body("errors.field", hasItem("currencyAmout"));
    }

    @Test
    void numberAsString() {
        post(body(hash, phone()).replace(":10}", ":\"10\"}"), 422, "VALIDATION_FAILED").body("errors.field",
                hasItem("currencyAmount"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "{", "[]", "null", "<html></html>", "{\"skuId\":1,\"skuId\":2}"})
    void notOneJsonObject(String body) {
        post(body, 400, "BODY_MALFORMED");
    }

    @Test
    void textInsteadOfJson() {
        problem(asUser().contentType("text/plain").body(body(hash, phone())).post("/v1/sku-purchases").then(),
                415,
                "UNSUPPORTED_MEDIA_TYPE");
    }

    @Test
    void twoMegabytes() {
        post("{\"skuId\":\"" + "a".repeat(2 * 1024 * 1024) + "\"}", 413, "BODY_TOO_LARGE");
    }

    @Test
    void noKeyAtAll() {
        post(body("x", phone()).replaceFirst("\"transactionHash\":\"x\",", ""), 400, "IDEMPOTENCY_KEY_MISSING");
    }

    @ParameterizedTest
    @CsvSource({ "a/b", "tx-1", "sku-tx-1", "events", "..", "a b"})
    void hashThatCannotBeOne(String unfit) {
        post(body(unfit, phone()), 422, "IDEMPOTENCY_KEY_INVALID");
    }

    @Test
    void keysOfThreeHundredCharacters() {
        post(body("k".repeat(300), phone()), 422, "IDEMPOTENCY_KEY_INVALID");
        problem(asUser().header("Idempotency-Key", "k".repeat(300)).contentType(ContentType.JSON)
                .body(body("x", phone()).replaceFirst("\"transactionHash\":\"x\",", "")).post("/v1/sku-purchases")
                .then(), 422,
                "IDEMPOTENCY_KEY_INVALID");
    }

    @Test
    void foreignApiKey() {
        problem(asUser().header("x-api-key", "pk_dev_other").contentType(ContentType.JSON)
                .body(body(hash, phone())).post("/v1/sku-purchases").then(), 403, "API_KEY_MISMATCH");
        problem(asUser().header("x-api-key", "pk_dev_other").get("/v1/skus").then(), 403, "API_KEY_MISMATCH");
    }

    @Test
    void wrongMethodAndUnknownPath() {
        problem(asUser().delete("/v1/sku-purchases").then(), 405, "METHOD_NOT_ALLOWED").header("Allow",
                notNullValue());
        problem(asUser().contentType(ContentType.JSON).body("{}").put("/v1/sku-purchases/x").then(), 405,
                "METHOD_NOT_ALLOWED");
        problem(asUser().get("/v1/nothing").then(), 404, "ROUTE_NOT_FOUND");
        problem(asUser().get("/v2/sku-purchases").then(), 404, "ROUTE_NOT_FOUND");
    }

    @Test
    void aRefusedPathIsNoMetric() {
        // given
        String hash = hash("metric");
        String path = "/v1/sku-purchases/" + hash;

        // when
        given().delete(path).then().statusCode(405);
        given().contentType("text/plain").body("x".repeat(300_000)).post(path).then().statusCode(413);

        // then
        assertThat(given().get("/q/metrics").asString()).contains("http_server_requests_seconds_count")
                .doesNotContain(hash);
    }

    @Test
    void unknownPurchase() {
        problem(asUser().get("/v1/sku-purchases/nope").then(), 404, "PURCHASE_NOT_FOUND");
        problem(asUser().get("/v1/transactions/nope").then(), 404, "PURCHASE_NOT_FOUND");
        problem(asUser().accept("text/event-stream").get("/v1/sku-purchases/nope/events").then(), 404,
                "PURCHASE_NOT_FOUND");
    }

    @ParameterizedTest
    @ValueSource(strings = { "page=0", "page=x", "limit=101", "limit=-1", "status=success", "status=NEW",
        "scope=own", "submission=CONFIRMED", "incident=true", "olderThan=PT5M"})
    void listParameters(String query) {
        problem(asUser().get("/v1/sku-purchases?" + query).then(), 422, "VALIDATION_FAILED").body("errors.field",
                contains(query.replaceFirst("=.*", "")));
    }

    @ParameterizedTest
    @ValueSource(strings = { "//v1/sku-purchases", "/v1//sku-purchases", "/v1/sku-purchases;a=b", "/v1;x/sku-purchases",
        "/v1/%73ku-purchases", "/V1/sku-purchases", "/v1/SKU-purchases", "/v1/sku-purchases/", "/v1/./sku-purchases",
        "/v1/%2e/sku-purchases", "/x/..%2fv1/sku-purchases", "/x/%2e%2e/v1/sku-purchases", "/v1%2fsku-purchases",
        "/v1/sku-purchases/x%2fevents", "/v1/transactions/%2e%2e", "/v1/skus%00", "/v1/sku-purchases/x/events;a",
        "//v1//skus", "/v1/skus/..%2fsku-purchases"})
    void noPathTrickReachesAnythingWithoutAToken(String path) {
        given().urlEncodingEnabled(false).get(path).then().statusCode(oneOf(400, 401, 404))
                .contentType("application/problem+json");
    }

    private RequestSpecification asUser() {
        return given().auth().oauth2(token());
    }

    private String token() {
        String token = simulator.token(user);
        tokens.add(token);
        return token;
    }

    private ValidatableResponse post(String body, int status, String code) {
        return post(token(), body, status, code);
    }

    private ValidatableResponse post(String token, String body, int status, String code) {
        tokens.add(token);
        return problem(
                given().auth().oauth2(token).contentType(ContentType.JSON).body(body).post("/v1/sku-purchases").then(),
                status, code);
    }

    private static ValidatableResponse problem(ValidatableResponse response, int status, String code) {
        return response.statusCode(status).contentType("application/problem+json").body("code", is(code))
                .body("status", is(status)).body("message", notNullValue()).body("type", notNullValue())
                .body("title", notNullValue()).body("detail", notNullValue()).body("instance", notNullValue());
    }
}
