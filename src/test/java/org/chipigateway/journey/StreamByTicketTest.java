package org.chipigateway.journey;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;

import org.chipigateway.identity.Owner;
import org.chipigateway.identity.StreamTicket;
import org.chipigateway.identity.StreamTickets;
import org.chipigateway.simulator.Fault;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;

/** Streams as browsers open them: by a ticket, without a header. */
@QuarkusTest
class StreamByTicketTest extends Journey {
    private static final String PURCHASES = "/v1/sku-purchases";

    @Inject
    StreamTickets tickets;

    @Inject
    InstantSource clock;

    @Test
    void aPurchaseIsFollowedToItsEndAndAReaderWhoKnowsItIsToldToStop() throws Exception {
        // given
        String hash = open("ana");
        String url = urlOf("ana", "{\"purchase\":\"" + hash + "\"}");

        try (SseClient reader = read(url)) {
            // when
            simulator.settle(hash, "SUCCESS");

            // then
            await().atMost(PATIENCE).until(reader::ended);
            assertThat(events(reader)).startsWith("status").endsWith("end");
            assertThat(reader.events().get(reader.events().size() - 1).data()).contains("\"SUCCESS\"");

            // when it comes back with the same ticket
            String seen = reader.events().get(reader.events().size() - 1).id();

            // then
            given().header("Last-Event-ID", seen).get(url).then().statusCode(204);
            given().get(url + "&lastEventId=" + seen).then().statusCode(204);
        }
    }

    @Test
    void itIsGoodByEitherNameOfItsPurchaseAndForNoOther() {
        // given
        String hash = settled("ana");
        String another = settled("ana");
        String bobs = settled("bob");
        String id = look("ana", hash).jsonPath().getString("id");
        String ticket = ticket("ana", hash);

        // then
        given().get(PURCHASES + "/" + hash + "/events?ticket=" + ticket).then().statusCode(200);
        given().get(PURCHASES + "/" + id + "/events?ticket=" + ticket).then().statusCode(200);
        for (String other : List.of(another, bobs, "nobodys")) {
            given().get(PURCHASES + "/" + other + "/events?ticket=" + ticket).then().statusCode(404).body("code",
                    is("PURCHASE_NOT_FOUND"));
        }
        given().get(PURCHASES + "/" + bobs + "/events?ticket=" + ticket("ana", bobs)).then().statusCode(404);
        for (String path : List.of(PURCHASES + "/" + hash + "/events", PURCHASES + "/events")) {
            String own = ticket("ana", path.contains(hash) ? hash : null);
            given().get(path + "?scope=all&ticket=" + own).then().statusCode(403);
        }
    }

    @Test
    void oneForTheFeedShowsItsOwnersPurchasesOnly() throws Exception {
        // given
        String owner = hash("owner");
        try (SseClient reader = read(urlOf(owner, "{}"))) {
            await().atMost(PATIENCE).until(() -> !reader.blocks().isEmpty());

            // when
            String others = open("bob");
            String own = open(owner);

            // then
            await().atMost(PATIENCE).until(() -> reader.blocks().stream()
                    .anyMatch(block -> block.data() != null && block.data().contains(own)));
            assertThat(reader.blocks()).noneMatch(block -> block.data() != null && block.data().contains(others));
        }
    }

    @Test
    void aStreamEndsWithTheTicketThatOpenedIt() throws Exception {
        // given
        String hash = open("ana");
        StreamTicket ending = new StreamTicket(new Owner(simulator.issuer(), "ana"), hash,
                clock.instant().plusSeconds(4));

        // when
        try (SseClient reader = read(PURCHASES + "/" + hash + "/events?ticket=" + tickets.issue(ending))) {
            await().atMost(PATIENCE).until(reader::ended);

            // then
            assertThat(clock.instant()).isAfterOrEqualTo(Instant.ofEpochSecond(ending.expiresAt().getEpochSecond()));
            assertThat(events(reader)).endsWith("reauthenticate");
            assertThat(reader.blocks().get(reader.blocks().size() - 1).data()).isEqualTo("{\"reason\":\"expired\"}");
        }
        simulator.settle(hash, "SUCCESS");
    }

    private static List<String> events(SseClient reader) {
        return reader.blocks().stream().map(SseClient.Block::event).filter(event -> event != null)
                .filter(event -> !event.equals("heartbeat")).toList();
    }

    private String open(String user) {
        String hash = hash("by-ticket");
        buy(user, hash, Fault.NEVER_SETTLES.reference(unique())).then().statusCode(201);
        return hash;
    }

    private String settled(String user) {
        String hash = open(user);
        simulator.settle(hash, "SUCCESS");
        awaitStatus(user, hash, "SUCCESS");
        return hash;
    }

    private String urlOf(String user, String body) {
        Response answer = as(user).contentType(ContentType.JSON).body(body).post("/v1/stream-tickets");
        assertThat(answer.statusCode()).isEqualTo(201);
        return answer.jsonPath().getString("url");
    }

    private String ticket(String user, String purchase) {
        return tickets.issue(tickets.ticket(new Owner(simulator.issuer(), user), purchase));
    }

    private SseClient read(String url) throws Exception {
        SseClient reader = SseClient.get(gateway.resolve(url), Map.of());
        assertThat(reader.response().statusCode()).isEqualTo(200);
        return reader;
    }
}
