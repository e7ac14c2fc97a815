package org.chipigateway.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;

/** What pages of other origins may do where two are listed. */
@QuarkusTest
@TestProfile(BehindProxy.class)
@Tag("long")
class CrossOriginTest extends Journey {

    private static final String ALLOWED_ORIGIN = "Access-Control-Allow-Origin";

    @ParameterizedTest
    @ValueSource(strings = { BehindProxy.SHOP, BehindProxy.DESK})
    void aListedPageIsToldWhatItMaySend(String origin) {
        // when
        Response answer = preflight(origin, "/v1/sku-purchases");

        // then
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.header(ALLOWED_ORIGIN)).isEqualTo(origin);
        assertThat(words(answer, "Access-Control-Allow-Methods")).containsExactlyInAnyOrder("GET", "POST");
        assertThat(words(answer, "Access-Control-Allow-Headers")).contains("Authorization", "Content-Type",
                "Idempotency-Key", "Prefer", "Last-Event-ID", "If-None-Match", "x-api-key");
        assertThat(answer.header("Access-Control-Max-Age")).isEqualTo("3600");
        assertThat(answer.header("Vary")).isEqualTo("Origin");
        assertThat(answer.headers().hasHeaderWithName("Access-Control-Allow-Credentials")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = { "https://evil.example", "https://shop.example.evil.example", "http://shop.example",
        "https://shop.example:8443", "https://shop.exampl", "null"})
    void anotherPageIsToldNothing(String origin) {
        // when
        Response preflight = preflight(origin, "/v1/sku-purchases");
        Response answer = as("ana").header("Origin", origin).get("/v1/sku-purchases");

        // then
        assertThat(preflight.statusCode()).isEqualTo(403);
        assertThat(preflight.asByteArray()).isEmpty();
        assertThat(answer.statusCode()).isEqualTo(200);
        for (Response each : List.of(preflight, answer)) {
            assertNothingOfCors(each);
            assertThat(each.header("Vary")).isEqualTo("Origin");
        }
    }

    /** Also where TLS ends at a proxy: the page's origin is https, what comes here is http. */
    @Test
    void ourOwnPageWorks() {
        for (String own : List.of("http://localhost:" + gateway.getPort(), "https://localhost:" + gateway.getPort(),
                "https://gateway.example")) {
            Response answer = as("ana").header("Origin", own).contentType(ContentType.JSON)
                    .body(body(hash("own"), phone())).post("/v1/sku-purchases");
            assertThat(answer.statusCode()).as(own).isEqualTo(201);
            assertNothingOfCors(answer);
        }
    }

    @Test
    void everyAnswerCanBeRead() {
        assertReadable(shop().get("/v1/skus?limit=1"), 200);
        assertReadable(shop().header("If-None-Match", "*").get("/v1/skus?limit=1"), 304);
        assertReadable(shop().contentType(ContentType.JSON).body(body(hash("cors"), phone()))
                .post("/v1/sku-purchases"), 201);
        assertReadable(RestAssured.given().header("Origin", BehindProxy.SHOP).get("/v1/sku-purchases"), 401);
        assertReadable(shop().header("x-api-key", "pk_dev_another").get("/v1/skus"), 403);
        assertReadable(shop().get("/v1/sku-purchases/nowhere"), 404);
        assertReadable(shop().get("/v1/nowhere"), 404);
        assertReadable(shop().delete("/v1/sku-purchases"), 405);
        assertReadable(shop().contentType(ContentType.JSON).body("{").post("/v1/sku-purchases"), 400);
        assertReadable(shop().contentType(ContentType.JSON).body(new byte[300_000]).post("/v1/sku-purchases"), 413);
        assertReadable(shop().contentType(ContentType.JSON).body("{\"transactionHash\":\"a b\"}")
                .post("/v1/sku-purchases"), 422);
        assertReadable(shop().accept("text/event-stream").get("/v1/sku-purchases/nowhere/events"), 404);
    }

    @Test
    void streamsCanBeRead() throws Exception {
        // given
        Map<String, String> headers = new HashMap<>(Map.of("Authorization", "Bearer " + simulator.token("ana"),
                "Origin", BehindProxy.SHOP));
        URI purchases = gateway.resolve("/v1/sku-purchases");
        String hash = hash("cors");

        // when
        try (SseClient bought = SseClient.post(purchases, headers, body(hash, phone()));
                SseClient watched = SseClient.get(URI.create(purchases + "/" + hash + "/events"), headers)) {

            // then
            for (SseClient each : List.of(bought, watched)) {
                await().atMost(PATIENCE).until(each::ended);
                assertThat(each.response().headers().firstValue(ALLOWED_ORIGIN)).contains(BehindProxy.SHOP);
                assertThat(each.response().headers().allValues("Vary")).containsExactly("Origin");
                assertThat(each.response().headers().firstValue("Access-Control-Expose-Headers").orElseThrow())
                        .contains("Location", "Link");
            }
        }
    }

    @Test
    void nothingButTheApiIsForOtherPages() {
        for (String path : List.of("/webhooks/chipi", "/q/health/live", SeenByGateway.PATH)) {
            assertNothingOfCors(preflight(BehindProxy.SHOP, path));
            assertNothingOfCors(RestAssured.given().header("Origin", BehindProxy.SHOP).get(path));
        }
    }

    private RequestSpecification shop() {
        return as("ana").header("Origin", BehindProxy.SHOP);
    }

    static Response preflight(String origin, String path) {
        return RestAssured.given().header("Origin", origin).header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization,content-type").options(path);
    }

    private static void assertReadable(Response answer, int status) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().getValues(ALLOWED_ORIGIN)).as("%s", status).containsExactly(BehindProxy.SHOP);
        assertThat(answer.headers().getValues("Vary")).containsExactly("Origin");
        assertThat(words(answer, "Access-Control-Expose-Headers")).containsExactlyInAnyOrder("Location", "Link",
                "ETag", "Retry-After", "Idempotent-Replayed", "Preference-Applied", "RateLimit", "RateLimit-Policy");
        assertThat(answer.headers().hasHeaderWithName("Access-Control-Allow-Credentials")).isFalse();
    }

    static void assertNothingOfCors(Response answer) {
        assertThat(answer.headers().asList()).extracting(header -> header.getName().toLowerCase())
                .noneMatch(name -> name.startsWith("access-control-"));
    }

    private static Set<String> words(Response answer, String header) {
        return Set.of(answer.header(header).split(", *"));
    }
}
