package org.chipigateway.journey;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

import jakarta.inject.Inject;

import org.chipigateway.identity.BearerCustody;
import org.chipigateway.identity.Owner;
import org.chipigateway.identity.StreamTicket;
import org.chipigateway.identity.StreamTickets;
import org.chipigateway.openapi.ApiDescription;
import org.chipigateway.simulator.Fault;
import org.chipigateway.simulator.Switches;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;

/** Tickets as they are asked for, and all that they don't open. */
@QuarkusTest
class StreamTicketJourneyTest extends Journey {
    private static final String TICKETS = "/v1/stream-tickets";
    private static final String PURCHASES = "/v1/sku-purchases";

    private final ApiDescription description = new ApiDescription();

    @Inject
    StreamTickets tickets;

    @Inject
    BearerCustody custody;

    @Inject
    InstantSource clock;

    @Test
    void oneForAPurchaseNamesItByItsHash() {
        // given
        String hash = bought("ana");
        String id = look("ana", hash).jsonPath().getString("id");
        assertThat(id).isNotEqualTo(hash);

        for (String idOrHash : List.of(hash, id)) {
            // when
            Response answer = ask("ana", "{\"purchase\":\"" + idOrHash + "\"}");

            // then
            described(201, answer);
            answer.then().header("Cache-Control", "no-store");
            StreamTicket ticket = ticketOf(answer);
            assertThat(ticket.owner()).isEqualTo(new Owner(simulator.issuer(), "ana"));
            assertThat(ticket.purchase()).isEqualTo(hash);
            assertThat(answer.jsonPath().getString("url"))
                    .isEqualTo(PURCHASES + "/" + hash + "/events?ticket=" + answer.jsonPath().getString("ticket"));
        }
    }

    @Test
    void oneForTheFeedNeedsNoBodyAtAll() {
        for (Response answer : List.of(ask("ana", "{}"), ask("ana", "{\"purchase\":null}"),
                as("ana").noContentType().post(TICKETS),
                as("ana").contentType(ContentType.JSON).post(TICKETS))) {
            described(201, answer);
            StreamTicket ticket = ticketOf(answer);
            assertThat(ticket.opensFeed()).isTrue();
            assertThat(ticket.owner().subject()).isEqualTo("ana");
            assertThat(answer.jsonPath().getString("url"))
                    .isEqualTo(PURCHASES + "/events?ticket=" + answer.jsonPath().getString("ticket"));
        }
    }

    @Test
    void itLivesLongerThanTheTokenThatBoughtIt() {
        // given
        Instant before = clock.instant();

        // when
        Response answer = given().auth().oauth2(simulator.issuerOfTokens().token("ana", Duration.ofSeconds(20)))
                .noContentType().post(TICKETS);

        // then
        String expiresAt = answer.jsonPath().getString("expiresAt");
        assertThat(expiresAt).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        assertThat(Instant.parse(expiresAt)).isEqualTo(ticketOf(answer).expiresAt()).isBetween(
                before.plus(Duration.ofMinutes(15)).minusSeconds(1), clock.instant().plus(Duration.ofMinutes(15)));
    }

    @Test
    void forWhatIsNotOnesOwnThereIsNone() {
        // given
        String hash = bought("ana");
        String body = "{\"purchase\":\"" + hash + "\"}";
        String operator = simulator.issuerOfTokens().token("olga", Duration.ofMinutes(5), "operator");

        // then
        described(404, ask("bob", body)).then().body("code", is("PURCHASE_NOT_FOUND"));
        described(404, given().auth().oauth2(operator).contentType(ContentType.JSON).body(body).post(TICKETS)).then()
                .body("code", is("PURCHASE_NOT_FOUND"));
        described(404, ask("ana", "{\"purchase\":\"nobodys\"}"));
        described(404, ask("ana", "{\"purchase\":\"" + "a".repeat(5_000) + "\"}"));
        described(401, given().contentType(ContentType.JSON).body(body).post(TICKETS));
        described(401, given().contentType(ContentType.JSON).body("{").post(TICKETS));
    }

    @Test
    void whatIsNoObjectIsRefused() {
        for (String body : List.of("{", "[]", "\"order-1\"", "null", "{}{}", "{\"purchase\":\"a\",\"purchase\":\"b\"}",
                " ")) {
            described(400, ask("ana", body)).then().body("code", is("BODY_MALFORMED"));
        }
    }

    @Test
    void whatIsMisreadIsRefusedRatherThanTakenForTheFeed() {
        for (String body : List.of("{\"purchase\":7}", "{\"purchase\":{}}", "{\"purchase\":[\"a\"]}",
                "{\"purchase\":\"\"}", "{\"purchase\":\" \"}", "{\"purchase\":false}", "{\"purchaseId\":\"a\"}",
                "{\"scope\":\"all\"}")) {
            described(422, ask("ana", body)).then().body("code", is("VALIDATION_FAILED"));
        }
    }

    @Test
    void othersContentTypesAreRefused() {
        described(415, as("ana").contentType("text/plain").body("{}").post(TICKETS));
    }

    @Test
    void askingRefreshesTheCustody() {
        // given a purchase whose owner's bearer Chipi has refused
        String owner = hash("owner");
        String hash = hash("ticket");
        buy(owner, hash, Fault.NEVER_SETTLES.reference(unique())).then().statusCode(201);
        simulator.switches().reads(Switches.Mode.UNAUTHORISED);
        await().atMost(PATIENCE).until(() -> custody.bearerOf(new Owner(simulator.issuer(), owner)).isEmpty());
        simulator.switches().normal();
        String fresh = simulator.issuerOfTokens().token(owner, Duration.ofMinutes(7));

        // when
        given().auth().oauth2(fresh).noContentType().post(TICKETS).then().statusCode(201);

        // then
        assertThat(custody.bearerOf(new Owner(simulator.issuer(), owner))).contains(fresh);
        simulator.settle(hash, "SUCCESS");
        awaitStatus(owner, hash, "SUCCESS");
    }

    @Test
    void nothingButAStreamIsOpened() {
        // given
        String hash = bought("ana");

        for (String ticket : List.of(ticket("ana", hash), ticket("ana", null))) {
            // then: neither read as JSON nor listed nor checked nor bought nor turned into another ticket
            for (String path : List.of(PURCHASES, PURCHASES + "/" + hash, "/v1/transactions/" + hash, "/v1/skus",
                    "/v1/skus/sku-tl-TEL010", PURCHASES + "/" + hash + "/events/",
                    PURCHASES + "/" + hash + "/events;a=b",
                    PURCHASES + "/" + hash + ";a=b/events", PURCHASES + "/" + hash + "%2Fevents")) {
                given().urlEncodingEnabled(false).get(path + "?ticket=" + ticket).then().statusCode(401)
                        .header("WWW-Authenticate", "Bearer").contentType("application/problem+json")
                        .body("code", is("UNAUTHENTICATED")).body(not(containsString(ticket)));
            }
            for (String path : List.of(PURCHASES, TICKETS, PURCHASES + "/" + hash + "/checks",
                    "/v1/webhook-deliveries/1/replays")) {
                given().contentType(ContentType.JSON).body("{}").post(path + "?ticket=" + ticket).then().statusCode(401)
                        .body("code", is("UNAUTHENTICATED"));
            }
            given().head(PURCHASES + "/" + hash + "/events?ticket=" + ticket).then().statusCode(401);
            // nor is it a bearer
            given().auth().oauth2(ticket).get(PURCHASES).then().statusCode(401).body("code", is("TOKEN_INVALID"));
        }
    }

    @Test
    void aBrokenOneIsRefusedAsABrokenTokenIs() {
        // given
        String hash = bought("ana");
        String ticket = ticket("ana", hash);
        String ended = tickets.issue(
                new StreamTicket(new Owner(simulator.issuer(), "ana"), hash, clock.instant().minusSeconds(1)));

        // then
        refused("TOKEN_INVALID", hash, ticket.substring(1));
        refused("TOKEN_INVALID", hash, "");
        refused("TOKEN_INVALID", hash, ticket + "&ticket=" + ticket);
        refused("TOKEN_INVALID", hash, ticket("ana", null));
        refused("TOKEN_EXPIRED", hash, ended);
    }

    private void refused(String code, String hash, String ticket) {
        String path = PURCHASES + "/" + hash + "/events";
        Response answer = given().urlEncodingEnabled(false).accept("text/event-stream").get(path + "?ticket=" + ticket);
        assertThat(answer.statusCode()).isEqualTo(401);
        answer.then().header("WWW-Authenticate", containsString("error=\"invalid_token\""))
                .contentType("application/problem+json").body("code", is(code)).body("instance", is(path));
        description.holdsFor("GET", PURCHASES + "/{id}/events", answer);
    }

    @Test
    void aBearerBesideItWins() {
        // given
        String hash = bought("ana");
        simulator.settle(hash, "SUCCESS");
        awaitStatus("ana", hash, "SUCCESS");
        String path = PURCHASES + "/" + hash + "/events?ticket=";

        // then
        as("ana").accept("text/event-stream").get(path + "broken").then().statusCode(200);
        as("bob").get(path + ticket("ana", hash)).then().statusCode(404);
        given().header("Authorization", "Bearer broken").get(path + ticket("ana", hash)).then().statusCode(401);
        given().header("Authorization", "Basic YTpi").get(path + ticket("ana", hash)).then().statusCode(401);
    }

    private String bought(String user) {
        String hash = hash("ticket");
        buy(user, hash, phone()).then().statusCode(201);
        return hash;
    }

    private String ticket(String user, String purchase) {
        return tickets.issue(tickets.ticket(new Owner(simulator.issuer(), user), purchase));
    }

    private StreamTicket ticketOf(Response answer) {
        return tickets.verify(answer.jsonPath().getString("ticket"));
    }

    private Response ask(String user, String body) {
        return as(user).contentType(ContentType.JSON).body(body).post(TICKETS);
    }

    private Response described(int status, Response answer) {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(status);
        description.holdsFor("POST", TICKETS, answer);
        return answer;
    }
}
