package org.chipigateway.journey;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.oneOf;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.chipigateway.Midnights;
import org.chipigateway.simulator.Fault;
import org.chipigateway.simulator.Switches;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;

/** Whatever Chipi does, the purchase goes on or its caller gets a clear problem; one debit at most. */
@QuarkusTest
@Tag("long")
class UpstreamTroubleTest extends Journey {

    @AfterEach
    void makeChipiWell() {
        simulator.switches().normal();
        assertThat(simulator.ledger().doubled()).isEmpty();
    }

    private static final Set<Fault> SURVIVED = EnumSet.of(Fault.ANSWERS_LATE, Fault.DEBITS_AND_CUTS,
            Fault.DEBITS_AND_500,
            Fault.DEBITS_AND_HTML, Fault.DEBITS_AND_GARBAGE, Fault.DEBITS_AND_HALF_ANSWER, Fault.RATE_LIMITS,
            Fault.UNKNOWN_WORD, Fault.LOWER_CASE, Fault.OLD_WORDS, Fault.READS_500, Fault.READS_HTML,
            Fault.READS_HALF_ANSWER, Fault.INVISIBLE, Fault.CUTS_AND_DEBITS_LATER);

    private static Map<Fault, String> purchases;

    /** All at once, because each takes its time. */
    private Map<Fault, String> purchases() {
        if (purchases == null) {
            purchases = new EnumMap<>(Fault.class);
            SURVIVED.forEach(fault -> purchases.put(fault, hash("trouble")));
            purchases.entrySet().parallelStream().forEach(purchase -> as("ana").header("Prefer", "wait=0")
                    .contentType(ContentType.JSON)
                    .body(body(purchase.getValue(), purchase.getKey().reference(unique()))).post("/v1/sku-purchases")
                    .then().statusCode(oneOf(201, 202)));
        }
        return purchases;
    }

    @ParameterizedTest
    @FieldSource("SURVIVED")
    void buysOnceAndSettlesInSpiteOf(Fault fault) {
        // given, when
        String hash = purchases().get(fault);

        // then
        awaitStatus("ana", hash, "SUCCESS");
        assertThat(simulator.ledger().debits(hash)).isEqualTo(1);
        assertThat(postsOf(hash)).isLessThanOrEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(value = Fault.class, names = { "CUTS", "ERROR_500", "PROXY_PAGE", "REDIRECTS"})
    void saysUnconfirmedWhileItCannotKnow(Fault fault) {
        // given
        String hash = hash("unknown");

        // when
        as("ana").header("Prefer", "wait=1").contentType(ContentType.JSON)
                .body(body(hash, fault.reference(unique()))).post("/v1/sku-purchases").then().statusCode(202)
                .header("Location", is("/v1/sku-purchases/" + hash)).body("id", is(hash)).body("status", is("PENDING"))
                .body("gateway.submission", is("UNCONFIRMED"));

        // then it is not sent again while nobody can know whether it debited
        assertThat(postsBeforeItCouldBeAbsent(hash)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({ "NO_CREDITS,402", "REFUSES,400", "FORBIDS,403", "UNPROCESSABLE,422"})
    void handsOnChipisRefusalAndLeavesTheKeyUsable(Fault fault, int status) {
        // given
        String hash = hash("refused");

        // when
        String message = buy("ana", hash, fault.reference(unique())).then().statusCode(status)
                .contentType("application/problem+json").body("status", is(status)).extract().path("message");

        // then
        assertThat(message).isNotBlank();
        look("ana", hash).then().statusCode(200).body("status", is("FAILED")).body("gateway.submission", is("REJECTED"))
                .body("gateway.problem.status", is(status)).body("gateway.problem.message", is(message));
        assertThat(simulator.ledger().debits(hash)).isZero();

        // and when its owner tries again with the same key and another body
        buy("ana", hash, phone()).then().statusCode(201).body("gateway.attempt", is(2)).body("gateway.submission",
                is("CONFIRMED"));
        assertThat(simulator.ledger().debits(hash)).isEqualTo(1);
    }

    @Test
    void saysWhoseFaultItIsWhenChipiDoesNotAcceptAGoodBearer() {
        String hash = hash("unauthorised");

        buy("una", hash, Fault.UNAUTHORISED.reference(unique())).then().statusCode(502).body("code",
                is("UPSTREAM_UNAUTHORIZED"));

        assertThat(simulator.ledger().debits(hash)).isZero();
    }

    @Test
    void saysSoAgainWhenTheSameBearerBuysSomethingElse() {
        // given
        String token = simulator.token("una");
        String first = body(hash("unauthorised"), Fault.UNAUTHORISED.reference(unique()));
        String other = hash("unauthorised");

        // when
        for (String body : List.of(first, body(other, phone()))) {
            given().auth().oauth2(token).contentType(ContentType.JSON).body(body).post("/v1/sku-purchases").then()
                    .statusCode(502).body("code", is("UPSTREAM_UNAUTHORIZED"));
        }

        // then
        assertThat(simulator.ledger().debits(other)).isZero();

        // and with another bearer the owner's purchases go on
        buy("una", other, phone()).then().statusCode(201).body("gateway.attempt", is(2));
    }

    @Test
    void sendsOnceChipiIsBackWhenItWasDown() {
        // given
        String hash = hash("down");
        simulator.refuseConnections();

        // when
        as("ana").header("Prefer", "wait=1").contentType(ContentType.JSON).body(body(hash, phone()))
                .post("/v1/sku-purchases").then().statusCode(202).body("gateway.submission", is("UNCONFIRMED"));
        simulator.acceptConnections();

        // then
        awaitStatus("ana", hash, "SUCCESS");
        assertThat(simulator.ledger().debits(hash)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(value = Switches.Mode.class)
    void pollsOnWhateverTheReadsSay(Switches.Mode mode) {
        // given
        String hash = hash("reads");
        buy("ana", hash, phone()).then().statusCode(201);
        simulator.switches().reads(mode);

        // when
        as("ana").header("Prefer", "wait=3").get("/v1/sku-purchases/" + hash).then().statusCode(200);
        simulator.switches().normal();

        // then
        awaitStatus("ana", hash, "SUCCESS");
    }

    @Test
    void sendsAgainOnceItIsProvablyAbsent() {
        // given
        Midnights.letPass(PATIENCE);
        String hash = hash("absent");

        // when
        as("ana").header("Prefer", "wait=0").contentType(ContentType.JSON)
                .body(body(hash, Fault.CUTS.reference(unique()))).post("/v1/sku-purchases").then().statusCode(202);

        // then after the quiet time (2 s here) and two look-ups 10 s apart
        awaitStatus("ana", hash, "SUCCESS");
        assertThat(postsOf(hash)).isEqualTo(2);
        assertThat(postsBeforeItCouldBeAbsent(hash)).isEqualTo(1);
        assertThat(simulator.ledger().debits(hash)).isEqualTo(1);
        look("ana", hash).then().body("gateway.attempt", is(1)).body("gateway.eventsUrl", containsString(hash));
    }

    @Test
    void waitsForTheNextTokenWhereNobodyWaitsForTheAnswer() {
        // given
        String hash = hash("later");

        // when Chipi doesn't accept the bearer, and the caller has gone
        as("ida").header("Prefer", "wait=0").contentType(ContentType.JSON)
                .body(body(hash, Fault.UNAUTHORISED.reference(unique()))).post("/v1/sku-purchases").then()
                .statusCode(202);

        // then the owner's next request carries it on
        awaitStatus("ida", hash, "SUCCESS");
        look("ida", hash).then().body("gateway.submission", is("CONFIRMED")).body("gateway.attempt", is(1));
        assertThat(simulator.ledger().debits(hash)).isEqualTo(1);
    }
}
