package org.chipigateway.journey;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.inject.Inject;

import org.chipigateway.chipi.RequestBudget;
import org.chipigateway.purchase.ForgottenTrust;
import org.chipigateway.simulator.Call;
import org.chipigateway.simulator.Simulator;
import org.chipigateway.simulator.SimulatorTestResource;
import org.junit.jupiter.api.BeforeEach;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;

/** What the tests of whole purchases share. They share one gateway and one simulator, so each makes its own hashes and callers. */
@WithTestResource(value = SimulatorTestResource.class, scope = TestResourceScope.MATCHING_RESOURCES)
abstract class Journey {
    /** A poll may be twelve seconds away, and a purchase may need several, or two look-ups ten seconds apart. */
    static final Duration PATIENCE = Duration.ofSeconds(60);
    /** So long after a send it can't be proven absent: two look-ups after the quiet time say so. */
    private static final Duration UNPROVEN = SimulatorTestResource.QUIET_TIME.plusSeconds(10);
    private static final Duration FRESH_ENOUGH = Duration.ofMinutes(4);
    private static final AtomicInteger COUNT = new AtomicInteger();

    Simulator simulator;

    @Inject
    RequestBudget budget;

    @Inject
    ForgottenTrust webhookTrust;

    @TestHTTPResource("/")
    URI gateway;

    /** Nor does it matter what they have left: faults, deliveries, a gateway that trusts webhooks or asks nobody any more. */
    @BeforeEach
    void forgetEarlierTests() {
        simulator.switches().normal();
        simulator.webhooks().to(null, null);
        webhookTrust.forget();
        await().atMost(PATIENCE).until(() -> budget.down().isEmpty());
    }

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
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200))
                .until(() -> look(user, hash).jsonPath().getString("status"), is(status));
    }

    /** A purchase that doesn't fit this SKU is refused by the gateway only while it has a fresh copy: else Chipi judges. */
    void haveSkuAtHand() {
        await().atMost(PATIENCE.multipliedBy(2)).until(() -> {
            Response sku = as("ana").get("/v1/skus/sku-tl-TEL010");
            return sku.statusCode() == 200 && Integer.parseInt(sku.header("Age")) < FRESH_ENOUGH.toSeconds();
        });
    }

    /** The same of one that there isn't. */
    void haveMissingSkuAtHand(String id) {
        await().atMost(PATIENCE).until(() -> as("ana").get("/v1/skus/" + id).statusCode() == 404);
    }

    long postsOf(String hash) {
        return posts(hash).size();
    }

    /** Of these there may be one, however long ago it was: whether it debited nobody could know yet. */
    long postsBeforeItCouldBeAbsent(String hash) {
        List<Call> posts = posts(hash);
        return posts.stream().filter(post -> post.at().isBefore(posts.get(0).at().plus(UNPROVEN))).count();
    }

    private List<Call> posts(String hash) {
        return simulator.calls().stream().filter(call -> call.method().equals("POST"))
                .filter(call -> call.body() != null && call.body().contains(hash)).toList();
    }
}
