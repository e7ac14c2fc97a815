package org.chipigateway.journey;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.chipigateway.simulator.Simulator;
import org.chipigateway.simulator.SimulatorTestResource;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;

/** What the tests of whole purchases share. They share one gateway and one simulator, so each makes its own hashes and callers. */
@WithTestResource(value = SimulatorTestResource.class, scope = TestResourceScope.MATCHING_RESOURCES)
abstract class Journey {
    private static final AtomicInteger COUNT = new AtomicInteger();

    Simulator simulator;

    @TestHTTPResource("/")
    URI gateway;

    static int unique() {
        return COUNT.incrementAndGet();
    }

    static String hash(String name) {
        return name + "-" + unique() + "-" + Long.toString(System.nanoTime(), 36);
    }

    static String body(String hash, String reference) {
        return """
                {"transactionHash":"%s","skuId":"sku-tl-TEL010","skuReference":"%s","currencyAmount":10}"""
                .formatted(hash, reference);
    }

    static String phone() {
        return String.format("55%08d", unique());
    }

    RequestSpecification as(String user) {
        return given().auth().oauth2(simulator.token(user));
    }

    Response buy(String user, String hash, String reference) {
        return as(user).contentType(ContentType.JSON).body(body(hash, reference)).post("/v1/sku-purchases");
    }

    Response look(String user, String hash) {
        return as(user).get("/v1/sku-purchases/" + hash);
    }

    /** Reads without REST Assured's checks: each that fails would print the whole exchange. */
    void awaitStatus(String user, String hash, String status) {
        await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(200))
                .until(() -> look(user, hash).jsonPath().getString("status"), is(status));
    }

    long postsOf(String hash) {
        return simulator.calls().stream().filter(call -> call.method().equals("POST"))
                .filter(call -> call.body() != null && call.body().contains(hash)).count();
    }
}
