package org.chipigateway.journey;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

import jakarta.inject.Inject;

import org.chipigateway.identity.Owner;
import org.chipigateway.purchase.Purchase;
import org.chipigateway.purchase.PurchaseState;
import org.chipigateway.purchase.PurchaseStore;
import org.chipigateway.purchase.Purchases;
import org.chipigateway.simulator.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;

/** What operators see that others don't. */
@QuarkusTest
class OperatorJourneyTest extends Journey {
    private static final String PURCHASES = "/v1/sku-purchases";

    @Inject
    PurchaseStore store;

    @Inject
    InstantSource clock;

    @Test
    void showsAnOperatorWhatIsSomebodyElses() {
        // given
        String hash = hash("seen");
        String id = buy("ana", hash, phone()).then().statusCode(201).extract().path("id");

        // then
        for (String path : new String[]{ PURCHASES + "/" + hash, PURCHASES + "/" + id, "/v1/transactions/" + hash,
            "/v1/transactions/" + id}) {
            operator().get(path + "?scope=all").then().statusCode(200).header("Cache-Control", "no-store")
                    .body("transactionHash", is(hash)).body("id", is(id));
            operator().get(path).then().statusCode(404);
        }
        operator().header("Prefer", "wait=30").get(PURCHASES + "/" + hash + "?scope=all").then().statusCode(200)
                .header("Preference-Applied", "wait=30").body("status", is("SUCCESS"));
        operator().get(PURCHASES + "?scope=all&limit=100").then().statusCode(200)
                .body("data.transactionHash", hasItem(hash)).body("gateway.lastEventId", notNullValue());
        operator().get(PURCHASES + "?limit=100").then().statusCode(200)
                .body("data.transactionHash", not(hasItem(hash)));
        operator().get(PURCHASES + "/nobodys?scope=all").then().statusCode(404);
    }

    @Test
    void sendsNobodysTokenButTheOwners() {
        // given
        String hash = hash("seen");
        buy("ana", hash, Fault.NEVER_SETTLES.reference(unique())).then().statusCode(201);
        String token = simulator.issuerOfTokens().token(hash("olga"), Duration.ofMinutes(5), "operator");

        // when
        given().auth().oauth2(token).header("Prefer", "wait=3").get(PURCHASES + "/" + hash + "?scope=all").then()
                .statusCode(200);
        given().auth().oauth2(token).get(PURCHASES + "?scope=all").then().statusCode(200);

        // then
        assertThat(simulator.calls()).noneMatch(call -> token.equals(call.bearer()));
    }

    @Test
    void forbidsItToEverybodyElse() {
        // given
        String hash = hash("seen");
        buy("ana", hash, phone()).then().statusCode(201);

        // then, the purchase's owner among them
        for (String[] groups : new String[][]{ {}, { "customers"}, { "operators", "Operator", "oper"}}) {
            for (String path : new String[]{ "", "/" + hash, "/nobodys"}) {
                forbidden(given().auth().oauth2(simulator.issuerOfTokens().token("ana", Duration.ofMinutes(5), groups))
                        .get(PURCHASES + path + "?scope=all"));
            }
            forbidden(given().auth().oauth2(simulator.issuerOfTokens().token("ana", Duration.ofMinutes(5), groups))
                    .get("/v1/transactions/" + hash + "?scope=all"));
        }
        forbidden(as("ana").get(PURCHASES + "?scope=all&page=0&incident=perhaps"));
        given().get(PURCHASES + "?scope=all").then().statusCode(401);
    }

    private static void forbidden(Response answer) {
        answer.then().statusCode(403).contentType("application/problem+json").body("code", is("FORBIDDEN"));
    }

    @Test
    void filtersTogether() {
        // given, long before the other tests' purchases
        Instant then = clock.instant().minus(Duration.ofDays(3000));
        Owner luis = new Owner(simulator.issuer(), hash("luis"));
        List<String> hashes = new ArrayList<>();
        for (PurchaseState state : List.of(PurchaseState.SUCCESS, PurchaseState.FAILED, PurchaseState.REJECTED)) {
            for (Owner owner : List.of(luis, new Owner(simulator.issuer(), hash("eva")))) {
                Purchase purchase = Purchases.settled(hash("old"), owner, state, then);
                hashes.add(Purchases.store(store, purchase).transactionHash());
            }
        }
        String age = "&olderThan=P2999D";

        // then
        try {
            found("&status=FAILED" + age).then().body("data.transactionHash",
                    containsInAnyOrder(hashes.subList(2, 6).toArray())).body("total", is(4));
            found("&status=FAILED&submission=REJECTED" + age).then().body("data.transactionHash",
                    containsInAnyOrder(hashes.subList(4, 6).toArray())).body("total", is(2));
            found("&submission=CONFIRMED" + age).then().body("data.transactionHash",
                    containsInAnyOrder(hashes.subList(0, 4).toArray())).body("total", is(4));
            found("&status=SUCCESS&submission=UNCONFIRMED" + age).then().body("data.size()", is(0)).body("total",
                    is(0)).body("totalPages", is(0));
            found("&incident=true" + age).then().body("total", is(0));
            found("&incident=false" + age).then().body("total", is(6));
            // and in pages
            List<String> pages = new ArrayList<>();
            for (int page = 1; page <= 3; page++) {
                Response part = found("&limit=2&page=" + page + age);
                part.then().body("total", is(6)).body("totalPages", is(3)).body("page", is(page));
                pages.addAll(part.jsonPath().getList("data.transactionHash"));
            }
            assertThat(pages).containsExactlyInAnyOrderElementsOf(hashes).isSorted();
            found("&limit=2&page=4" + age).then().body("data.size()", is(0)).body("total", is(6));
        } finally {
            store.write(tx -> {
                hashes.forEach(tx::delete);
                return null;
            }).await().atMost(Duration.ofSeconds(30));
        }
    }

    @Test
    void theListBelongsToTheLog() {
        // given
        buy("ana", hash("seen"), phone()).then().statusCode(201);

        // when
        Response list = operator().get(PURCHASES + "?scope=all&limit=1");

        // then what it shows has been told up to there
        list.then().body("data.gateway.lastEventId",
                everyItem(lessThanOrEqualTo(list.jsonPath().getInt("gateway.lastEventId"))));
    }

    @ParameterizedTest
    @ValueSource(strings = { "submission=confirmed", "submission=CONFIRMED,REJECTED",
        "submission='%20or%201=1--", "incident=1", "incident=TRUE", "olderThan=5m",
        "olderThan=-PT5M", "olderThan=PT-5M", "olderThan=P1M", "olderThan=P4000D", "olderThan=PT99999999999999999999H",
        "olderThan=PT9223372036854775807S", "olderThan=2026-01-01T00:00:00Z", "olderThan=%00", "olderThan=PT5M%00",
        "page=0", "limit=1000", "status=REJECTED"})
    void refusesWhatIsNoFilter(String query) {
        operator().urlEncodingEnabled(false).get(PURCHASES + "?scope=all&" + query).then().statusCode(422)
                .contentType("application/problem+json").body("code", is("VALIDATION_FAILED"))
                .body("errors.field", is(List.of(query.replaceFirst("=.*", ""))));
    }

    @Test
    void refusesAllThatIsWrongAtOnce() {
        operator().get(PURCHASES + "?scope=all&page=x&status=x&submission=x&incident=x&olderThan=x").then()
                .statusCode(422).body("errors.field",
                        is(List.of("page", "status", "submission", "incident", "olderThan")));
        operator().get(PURCHASES + "?submission=REJECTED&incident=true&olderThan=PT5M").then().statusCode(422)
                .body("errors.field", is(List.of("submission", "incident", "olderThan")));
    }

    /** A word that isn't known must not be taken for the caller's own. */
    @ParameterizedTest
    @ValueSource(strings = { "ALL", "own", "all%20", "all,own", "%00"})
    void refusesAnotherScope(String word) {
        for (String path : new String[]{ "", "/order-1"}) {
            operator().urlEncodingEnabled(false).get(PURCHASES + path + "?scope=" + word).then().statusCode(422)
                    .body("errors.field", is(List.of("scope")));
        }
    }

    @Test
    void buysForNobody() {
        // given
        String hash = hash("bought");

        // when an operator posts with the scope
        operator().contentType("application/json").body(body(hash, phone())).post(PURCHASES + "?scope=all").then()
                .statusCode(201);

        // then it is the operator's own
        operator().get(PURCHASES + "/" + hash).then().statusCode(200);
        look("ana", hash).then().statusCode(404);
        // and a hash of somebody else's stays theirs
        String anas = hash("bought");
        buy("ana", anas, phone()).then().statusCode(201);
        operator().contentType("application/json").body(body(anas, phone())).post(PURCHASES + "?scope=all").then()
                .statusCode(409).body("code", is("IDEMPOTENCY_KEY_TAKEN"));
    }

    private Response found(String filters) {
        Response answer = operator().get(PURCHASES + "?scope=all" + filters);
        answer.then().statusCode(200);
        return answer;
    }

    private RequestSpecification operator() {
        return given().auth().oauth2(simulator.issuerOfTokens().token("olga", Duration.ofMinutes(5), "operator"));
    }
}
