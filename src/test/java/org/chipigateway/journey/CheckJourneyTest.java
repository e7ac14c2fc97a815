package org.chipigateway.journey;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;

import java.time.Duration;
import java.time.Instant;

import jakarta.inject.Inject;

import org.chipigateway.identity.BearerCustody;
import org.chipigateway.identity.Owner;
import org.chipigateway.simulator.Fault;
import org.chipigateway.simulator.Switches;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** What comes of asking that Chipi be asked now. */
@QuarkusTest
class CheckJourneyTest extends Journey {

    @Inject
    BearerCustody custody;

    @AfterEach
    void chipiIsWell() {
        simulator.switches().normal();
    }

    @Test
    void tellsAnOwnerWhatChipiSaysNow() {
        // given one that no poll has told of just now, nor will, for want of a bearer
        String hash = hash("check");
        String owner = hash("owner");
        Instant before = Instant.now(java.time.Clock.systemUTC());
        simulator.switches().reads(Switches.Mode.UNAUTHORISED);
        buy(owner, hash, Fault.NEVER_SETTLES.reference(unique())).then().statusCode(201).body("status", is("PENDING"));
        awaitNoBearerOf(owner);
        simulator.switches().normal();
        simulator.settle(hash, "SUCCESS");

        // when
        Response checked = check(simulator.token(owner), hash);

        // then
        checked.then().statusCode(200).header("Cache-Control", "no-store").body("status", is("SUCCESS"))
                .body("gateway.checkedAt", notNullValue());
        assertThat(Instant.parse(checked.jsonPath().getString("gateway.checkedAt")))
                .isAfter(before.minusMillis(1));
        // and by Chipi's id
        check(simulator.token(owner), checked.jsonPath().getString("id")).then().statusCode(200);
    }

    @Test
    void hidesOthersPurchasesFromAllButOperators() {
        // given
        String hash = hash("check");
        buy("ana", hash, Fault.NEVER_SETTLES.reference(unique())).then().statusCode(201);

        // then
        check(simulator.token("bob"), hash).then().statusCode(404).body("code", is("PURCHASE_NOT_FOUND"));
        check(simulator.issuerOfTokens().token("bob", Duration.ofMinutes(5), "customers", "operators"), hash).then()
                .statusCode(404);
        given().post("/v1/sku-purchases/" + hash + "/checks").then().statusCode(401);
        check(operator(), hash).then().statusCode(200).body("transactionHash", is(hash));

        // when it has settled, nobody keeps its owner's token any more
        simulator.settle(hash, "SUCCESS");
        check(simulator.token("ana"), hash);
        awaitStatus("ana", hash, "SUCCESS");
        String refused = hash("check");
        buy("ana-who-left", refused, Fault.NO_CREDITS.reference(unique())).then().statusCode(402);
        awaitNoBearerOf("ana-who-left");
        check(operator(), refused).then().statusCode(409).body("code", is("OWNER_TOKEN_MISSING"));
        check(operator(), "nobodys").then().statusCode(404);
    }

    @Test
    void saysThatChipiIsAway() {
        // given
        String hash = hash("check");
        buy("ana", hash, phone()).then().statusCode(201);
        awaitStatus("ana", hash, "SUCCESS");
        String other = hash("check");
        buy("ana", other, phone()).then().statusCode(201);
        awaitStatus("ana", other, "SUCCESS");

        // then, as the catalogue says it
        simulator.switches().reads(Switches.Mode.ERROR_500);
        check(simulator.token("ana"), hash).then().statusCode(503).header("Retry-After", notNullValue()).body("code",
                is("UPSTREAM_UNAVAILABLE"));
        simulator.switches().reads(Switches.Mode.HTML);
        check(simulator.token("ana"), other).then().statusCode(is(503));
        simulator.switches().reads(Switches.Mode.GARBAGE);
        String third = hash("check");
        buy("ana", third, Fault.NO_CREDITS.reference(unique())).then().statusCode(402);
        check(simulator.token("ana"), third).then().statusCode(502).body("code", is("UPSTREAM_UNREADABLE"));
        look("ana", hash).then().statusCode(200).body("status", is("SUCCESS"));
    }

    @Test
    void neverSendsAPurchase() {
        // given
        String hash = hash("check");
        as("ana").header("Prefer", "wait=0").contentType("application/json")
                .body(body(hash, Fault.CUTS.reference(unique()))).post("/v1/sku-purchases").then().statusCode(202);

        // when
        check(simulator.token("ana"), hash).then().statusCode(200);

        // then
        assertThat(postsBeforeItCouldBeAbsent(hash)).isLessThanOrEqualTo(1);
    }

    private void awaitNoBearerOf(String user) {
        await().atMost(PATIENCE).until(() -> custody.bearerOf(new Owner(simulator.issuer(), user)).isEmpty());
    }

    private Response check(String token, String idOrHash) {
        return given().auth().oauth2(token).post("/v1/sku-purchases/" + idOrHash + "/checks");
    }

    private String operator() {
        return simulator.issuerOfTokens().token("olga", Duration.ofMinutes(5), "operator");
    }
}
