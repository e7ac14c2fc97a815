package org.chipigateway.journey;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;

import jakarta.inject.Inject;

import org.chipigateway.identity.BearerCustody;
import org.chipigateway.identity.Owner;
import org.chipigateway.openapi.ApiDescription;
import org.chipigateway.simulator.Fault;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;

/** The gateway's real answers are as its OpenAPI description has them. */
@QuarkusTest
class DescribedAnswersTest extends Journey {
    private static final String PURCHASES = "/v1/sku-purchases";
    private static final String PURCHASE = "/v1/sku-purchases/{id}";
    private static final String CHECKS = "/v1/sku-purchases/{id}/checks";
    private static final String EVENTS = "/v1/sku-purchases/{id}/events";

    private final ApiDescription description = new ApiDescription();

    @Inject
    BearerCustody custody;

    @Test
    void ofTheCatalogue() {
        Response page = as("ana").get("/v1/skus?carrierName=telcel&limit=2");
        described(200, "GET", "/v1/skus", page);
        described(304, "GET", "/v1/skus",
                as("ana").header("If-None-Match", page.header("ETag")).get("/v1/skus?carrierName=telcel&limit=2"));
        described(422, "GET", "/v1/skus", as("ana").get("/v1/skus?limit=500"));
        described(200, "GET", "/v1/skus/{id}", as("ana").get("/v1/skus/sku-tl-TEL010"));
        described(404, "GET", "/v1/skus/{id}", as("ana").get("/v1/skus/sku-tl-NONE"));
    }

    @Test
    void ofAPurchaseAndItsRepeat() {
        String hash = hash("described");
        String phone = phone();
        described(201, "POST", PURCHASES, buy("ana", hash, phone));
        described(200, "POST", PURCHASES, as("ana").header("Prefer", "wait=20").contentType(ContentType.JSON)
                .body(body(hash, phone)).post(PURCHASES));
        described(200, "GET", PURCHASE, as("ana").header("Prefer", "wait=20").get(PURCHASES + "/" + hash));
        described(200, "GET", "/v1/transactions/{hashOrId}", as("ana").get("/v1/transactions/" + hash));
        described(200, "GET", PURCHASES, as("ana").get(PURCHASES + "?limit=3"));
    }

    @Test
    void ofACheck() {
        String hash = hash("described");
        buy("ana", hash, phone()).then().statusCode(201);
        awaitStatus("ana", hash, "SUCCESS");
        described(200, "POST", CHECKS, check(simulator.token("ana"), hash));
        described(404, "POST", CHECKS, check(simulator.token("bob"), hash));
        String settled = hash("described");
        String gone = hash("gone");
        buy(gone, settled, Fault.NO_CREDITS.reference(unique())).then().statusCode(402);
        await().atMost(PATIENCE).until(() -> custody.bearerOf(new Owner(simulator.issuer(), gone)).isEmpty());
        described(409, "POST", CHECKS,
                check(simulator.issuerOfTokens().token("olga", Duration.ofMinutes(5), "operator"), settled));
    }

    @Test
    void ofWhatOperatorsSee() {
        String hash = hash("described");
        buy("ana", hash, phone()).then().statusCode(201);
        String transaction = "/v1/transactions/{hashOrId}";
        for (String scope : new String[]{ "all", "mine"}) {
            int status = scope.equals("all") ? 200 : 422;
            described(status, "GET", PURCHASES, asOperator().get(PURCHASES + "?limit=2&scope=" + scope));
            described(status, "GET", PURCHASE, asOperator().get(PURCHASES + "/" + hash + "?scope=" + scope));
            described(status, "GET", transaction, asOperator().get("/v1/transactions/" + hash + "?scope=" + scope));
        }
        described(403, "GET", PURCHASES, as("ana").get(PURCHASES + "?scope=all"));
        described(403, "GET", PURCHASE, as("ana").get(PURCHASES + "/" + hash + "?scope=all"));
        described(403, "GET", transaction, as("ana").get("/v1/transactions/" + hash + "?scope=all"));
    }

    private RequestSpecification asOperator() {
        return given().auth().oauth2(simulator.issuerOfTokens().token("olga", Duration.ofMinutes(5), "operator"));
    }

    private Response check(String token, String hash) {
        return given().auth().oauth2(token).post(PURCHASES + "/" + hash + "/checks");
    }

    @Test
    void ofAPurchaseThatIsNotConfirmedYet() {
        described(202, "POST", PURCHASES, as("ana").header("Prefer", "wait=0").contentType(ContentType.JSON)
                .body(body(hash("described"), Fault.CUTS.reference(unique()))).post(PURCHASES));
    }

    @Test
    void ofAStreamFromThePostToItsEnd() {
        String hash = hash("described");
        Response life = stream(hash, phone());
        described(200, "POST", PURCHASES, life);

        Response again = as("ana").accept("text/event-stream").get(PURCHASES + "/" + hash + "/events");
        described(200, "GET", EVENTS, again);

        String last = again.asString().replaceAll("(?s).*\\nid: ?(\\d+)\\n.*", "$1");
        described(204, "GET", EVENTS, as("ana").header("Last-Event-ID", last).accept("text/event-stream")
                .get(PURCHASES + "/" + hash + "/events"));
    }

    @Test
    void ofAPurchaseThatChipiRefuses() {
        String hash = hash("described");
        described(402, "POST", PURCHASES, buy("ana", hash, Fault.NO_CREDITS.reference(unique())));
        described(200, "GET", PURCHASE, look("ana", hash));
        described(200, "POST", PURCHASES, stream(hash("described"), Fault.NO_CREDITS.reference(unique())));
        described(400, "POST", PURCHASES, buy("ana", hash("described"), Fault.REFUSES.reference(unique())));
        described(403, "POST", PURCHASES, buy("ana", hash("described"), Fault.FORBIDS.reference(unique())));
        described(422, "POST", PURCHASES, buy("ana", hash("described"), Fault.UNPROCESSABLE.reference(unique())));
        described(502, "POST", PURCHASES, buy("una", hash("described"), Fault.UNAUTHORISED.reference(unique())));
    }

    @Test
    void ofBadInput() {
        String hash = hash("described");
        String phone = phone();
        described(401, "GET", PURCHASES, given().get(PURCHASES));
        described(401, "POST", PURCHASES,
                given().auth().oauth2(simulator.issuerOfTokens().expired("ana", Duration.ofSeconds(10)))
                        .contentType(ContentType.JSON).body(body(hash, phone)).post(PURCHASES));
        described(403, "GET", PURCHASES, as("ana").header("x-api-key", "pk_dev_other").get(PURCHASES));
        described(404, "GET", PURCHASE, look("ana", "nobodys"));
        described(404, "GET", EVENTS, as("ana").get(PURCHASES + "/nobodys/events"));
        described(422, "GET", PURCHASES, as("ana").get(PURCHASES + "?status=NEW&page=0"));
        described(400, "POST", PURCHASES, post("{"));
        haveSkuAtHand();
        haveMissingSkuAtHand("sku-tl-NONE");
        described(413, "POST", PURCHASES, post("{\"skuId\":\"" + "a".repeat(300 * 1024) + "\"}"));
        described(415, "POST", PURCHASES, as("ana").contentType("text/plain").body("a").post(PURCHASES));
        described(422, "POST", PURCHASES, post(body(hash, "12")));
        described(404, "POST", PURCHASES, post(body(hash, phone).replace("sku-tl-TEL010", "sku-tl-NONE")));
        described(201, "POST", PURCHASES, buy("ana", hash, phone));
        described(409, "POST", PURCHASES, buy("ana", hash("described"), phone));
        described(409, "POST", PURCHASES, buy("bob", hash, phone()));
    }

    private void described(int status, String method, String path, Response answer) {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(status);
        description.holdsFor(method, path, answer);
    }

    private Response stream(String hash, String reference) {
        return as("ana").accept("text/event-stream").contentType(ContentType.JSON).body(body(hash, reference))
                .post(PURCHASES);
    }

    private Response post(String json) {
        return as("ana").contentType(ContentType.JSON).body(json).post(PURCHASES);
    }
}
