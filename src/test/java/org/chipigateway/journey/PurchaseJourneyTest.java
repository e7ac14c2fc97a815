package org.chipigateway.journey;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import java.time.Duration;

import org.chipigateway.simulator.Simulator;
import org.chipigateway.simulator.SimulatorTestResource;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;

/** The main job, end to end, against the simulator. */
@QuarkusTest
@QuarkusTestResource(value = SimulatorTestResource.class, restrictToAnnotatedClass = true)
class PurchaseJourneyTest {
    Simulator simulator;

    @Test
    void makesAPurchaseAndFollowsItUntilItSettles() {
        // given
        String token = simulator.token("ana");
        String hash = "journey-" + System.nanoTime();

        // when
        String id = given().auth().oauth2(token).contentType(ContentType.JSON).body(body(hash, "5512345601"))
                .post("/v1/sku-purchases").then().log().ifValidationFails().statusCode(201)
                .header("Location", startsWith("/v1/sku-purchases/")).body("transactionHash", equalTo(hash))
                .body("gateway.submission", is("CONFIRMED")).body("gateway.attempt", is(1))
                .body("gateway.problem", nullValue()).extract().path("id");

        // then
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> given().auth().oauth2(token)
                .get("/v1/transactions/" + hash).then().statusCode(200).body("status", is("SUCCESS"))
                .body("id", is(id)));
        assertThat(simulator.ledger().debits(hash)).isEqualTo(1);
    }

    static String body(String hash, String reference) {
        return """
                {"transactionHash":"%s","skuId":"sku-tl-TEL010","skuReference":"%s","currencyAmount":10}"""
                .formatted(hash, reference);
    }
}
