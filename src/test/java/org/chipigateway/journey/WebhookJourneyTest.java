package org.chipigateway.journey;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.oneOf;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.chipigateway.openapi.ApiDescription;
import org.chipigateway.simulator.Fault;
import org.chipigateway.simulator.SimulatorTestResource;
import org.chipigateway.simulator.Webhooks;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;

/** What Chipi's deliveries do to purchases, and what watchers see of it. */
@QuarkusTest
@Tag("long")
class WebhookJourneyTest extends WebhookJourney {
    private static final String REPLAYS = "/v1/webhook-deliveries/{id}/replays";
    private final ApiDescription description = new ApiDescription();

    @ParameterizedTest
    @CsvSource({ "sku-purchase-completed-thin,SUCCESS", "sku-purchase-completed-with-transaction-id-and-status,SUCCESS",
        "sku-purchase-completed-with-row,SUCCESS", "sku-purchase-completed-without-status,SUCCESS",
        "sku-purchase-completed-by-hash-alone,SUCCESS",
        "sku-purchase-completed-although-status-says-pending,SUCCESS", "sku-purchase-failed-thin,FAILED",
        "sku-purchase-failed-cancelled,CANCELLED", "sku-transaction-completed,SUCCESS",
        "sku-transaction-failed,FAILED"})
    void settlesByEveryShape(String payload, String status) {
        // given
        Bought bought = bought();

        // when
        String id = deliver(payload, bought).then().statusCode(200).body("repeated", is(false)).extract().path("id");

        // then
        awaitStatus("ana", bought.hash(), status);
        List<JsonPath> events = settledEvents(bought, status);
        assertThat(events.get(0).getString("source")).isEqualTo("webhook");
        assertThat(events.get(0).getString("status")).isEqualTo(status);
        assertThat(replay("olga", id).jsonPath().getString("outcome")).isEqualTo("applied");
    }

    @Test
    void keepsEveryFieldOfARowThatADeliveryCarries() {
        Bought bought = bought();
        deliver("sku-purchase-completed-with-row", bought).then().statusCode(200);
        awaitStatus("ana", bought.hash(), "SUCCESS");
        look("ana", bought.hash()).then().body("skuFileNumber", is("1014925656")).body("unheardOf.kept", is(true));
        simulator.settle(bought.hash(), "SUCCESS");
    }

    @Test
    void readsTheRowOnceThatAThinEndLeavesOwing() {
        // given
        Bought bought = bought();
        deliver("sku-purchase-completed-thin", bought).then().statusCode(200);
        awaitStatus("ana", bought.hash(), "SUCCESS");
        look("ana", bought.hash()).then().body("skuFileNumber", nullValue());

        // when Chipi's own row has come to its end
        simulator.settle(bought.hash(), "SUCCESS");

        // then
        await().atMost(PATIENCE).untilAsserted(
                () -> look("ana", bought.hash()).then().body("skuFileNumber", notNullValue()));
        assertThat(stream(bought)).containsSubsequence("status SUCCESS", "detail SUCCESS").last()
                .isEqualTo("detail SUCCESS");
    }

    @Test
    void tellsTheRefundAfterTheFailureAndEndsThen() throws Exception {
        // given
        Bought bought = bought();
        try (SseClient stream = SseClient.get(events(bought), bearer())) {

            // when, the second well within the time that a stream waits for it
            deliver("sku-purchase-failed-with-row", bought).then().statusCode(200);
            await().atMost(PATIENCE).until(() -> stream.events().stream().anyMatch(WebhookJourneyTest::terminal));
            assertThat(stream.ended()).isFalse();
            deliver("sku-purchase-refunded", bought).then().statusCode(200);

            // then
            await().atMost(PATIENCE).until(stream::ended);
            SseClient.Block refund = stream.events().get(stream.events().size() - 1);
            assertThat(refund.event()).isEqualTo("refund");
            JsonPath told = JsonPath.from(refund.data());
            assertThat(told.getString("transaction.gateway.refund")).isEqualTo("CREDITS_RESTORED");
            assertThat(told.getBoolean("terminal")).isTrue();
            assertThat(told.getString("source")).isEqualTo("webhook");
            as("ana").header("Last-Event-ID", refund.id()).get(events(bought)).then().statusCode(204);
        }
        deliver("sku-purchase-refunded", bought).then().statusCode(200).body("repeated", is(true));
        Response shown = look("ana", bought.hash());
        shown.then().body("gateway.refund", is("CREDITS_RESTORED")).body("gateway.incident", nullValue());
        description.holdsFor("GET", "/v1/sku-purchases/{id}", shown);
    }

    @Test
    void impliesTheFailureByARefundThatComesFirst() {
        // given
        Bought bought = bought();

        // when
        deliver("sku-purchase-refund-due", bought).then().statusCode(200);
        awaitStatus("ana", bought.hash(), "FAILED");
        deliver("sku-purchase-failed-thin", bought).then().statusCode(200);
        deliver("sku-purchase-refunded", bought).then().statusCode(200);
        simulator.settle(bought.hash(), "FAILED");

        // then what is still to be acted on stays
        await().atMost(PATIENCE).until(() -> look("ana", bought.hash()).jsonPath().get("errorMessage") != null);
        look("ana", bought.hash()).then().body("gateway.refund", is("REFUND_DUE")).body("gateway.incident",
                nullValue());
        assertThat(stream(bought)).containsSubsequence("status FAILED", "refund FAILED", "detail FAILED")
                .filteredOn(event -> !event.startsWith("detail")).endsWith("status FAILED", "refund FAILED")
                .filteredOn(event -> event.endsWith("FAILED")).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({ "sku-purchase-refunded,REFUND_AFTER_SUCCESS", "sku-purchase-failed-thin,CONTRADICTION"})
    void doesNotApplyWhatContradictsASuccess(String payload, String incident) {
        // given
        Bought bought = bought();
        deliver("sku-purchase-completed-thin", bought).then().statusCode(200);
        awaitStatus("ana", bought.hash(), "SUCCESS");

        // when
        String id = deliver(payload, bought).then().statusCode(200).extract().path("id");

        // then
        awaitIncident(bought, incident);
        look("ana", bought.hash()).then().body("status", is("SUCCESS")).body("gateway.refund", nullValue());
        replay("olga", id).then().statusCode(200).body("outcome", is("incident")).body("reason", is(incident))
                .body("transactionHash", is(bought.hash()));

        // and Chipi, asked about the end, stands by the first
        simulator.settle(bought.hash(), "SUCCESS");
        if (incident.equals("CONTRADICTION")) {
            awaitIncident(bought, null);
        }
        look("ana", bought.hash()).then().body("status", is("SUCCESS"));
    }

    @ParameterizedTest
    @CsvSource({ "another-row-with-our-hash,OTHER_ID", "our-id-with-another-hash,OTHER_HASH",
        "row-with-another-reference,OTHER_REFERENCE", "names-two-purchases,AMBIGUOUS_NOTICE"})
    void notesAnIncidentOfWhatIsNotThisPurchases(String payload, String incident) {
        // given
        Bought bought = bought();
        Bought other = bought();

        // when
        deliver(payload(payload, bought, Map.of("otherHash", other.hash()))).then().statusCode(200);

        // then
        awaitIncident(bought, incident);
        look("ana", bought.hash()).then().body("status", oneOf("PENDING", "PROCESSING"));
        if (incident.equals("AMBIGUOUS_NOTICE")) {
            awaitIncident(other, incident);
        }
        simulator.settle(bought.hash(), "SUCCESS");
        simulator.settle(other.hash(), "SUCCESS");
    }

    @Test
    void matchesNoIdByAHash() {
        // given
        Bought bought = bought();

        // when
        String id = deliver("id-as-hash-and-hash-as-id", bought).then().statusCode(200).extract().path("id");

        // then
        replay("olga", id).then().body("outcome", is("waiting")).body("transactionHash", nullValue());
        simulator.settle(bought.hash(), "SUCCESS");
    }

    @Test
    void takesAnOlderSecretAndAnyMediaType() {
        // given
        Bought bought = bought();
        byte[] body = payload("sku-purchase-updated-processing", bought);
        String signature = Webhooks.signature(body, SimulatorTestResource.OLD_WEBHOOK_SECRET);

        // when, then
        given().contentType("text/plain").header("chipi-signature", signature).body(new String(body, UTF_8))
                .post(PATH).then().statusCode(200).body("repeated", is(false));
        given().contentType("application/octet-stream").header("chipi-signature", signature).body(body).post(PATH)
                .then().statusCode(200).body("repeated", is(true));
        simulator.settle(bought.hash(), "SUCCESS");
    }

    @Test
    void isReplayedForOperatorsOnly() {
        // given
        Bought bought = bought();
        String id = deliver("sku-purchase-completed-with-row", bought).then().extract().path("id");
        awaitStatus("ana", bought.hash(), "SUCCESS");
        String last = look("ana", bought.hash()).jsonPath().getString("gateway.lastEventId");

        // when, then
        described(403, as("ana").post(REPLAYS, id));
        described(401, given().post(REPLAYS, id));
        described(404, replay("olga", "0".repeat(64)));
        described(200, replay("olga", id));
        look("ana", bought.hash()).then().body("gateway.lastEventId.toString()", is(last));
        simulator.settle(bought.hash(), "SUCCESS");
    }

    @ParameterizedTest
    @CsvSource({ "THIN,1001,FAILED", "FULL,1001,FAILED", "OLD,1004,FAILED", "FULL,1003,CANCELLED",
        "THIN,0,SUCCESS", "FULL,0,SUCCESS", "OLD,0,SUCCESS"})
    void endsByTheSimulatorsOwnDeliveries(Webhooks.Shape shape, int fault, String status) throws Exception {
        simulator.webhooks().to(gateway.resolve(PATH), SimulatorTestResource.WEBHOOK_SECRET);
        simulator.webhooks().shape(shape);
        try {
            // given
            String reference = fault == 0
                    ? phone()
                    : List.of(Fault.FAILS, Fault.CANCELS, Fault.REFUND_DUE)
                            .get(List.of(1001, 1003, 1004).indexOf(fault))
                            .reference(unique());
            String hash = hash("webhook");

            // when
            try (SseClient stream = SseClient.post(gateway.resolve("/v1/sku-purchases"), bearer(),
                    body(hash, reference))) {
                await().atMost(PATIENCE).until(stream::ended);

                // then by whatever came first; the refund comes by a delivery alone
                List<SseClient.Block> events = stream.events();
                JsonPath last = JsonPath.from(events.get(events.size() - 1).data());
                assertThat(last.getString("status")).isEqualTo(status);
                // A stream doesn't wait for that of a cancelled one, but tells what is there already.
                assertThat(events).extracting(SseClient.Block::event).filteredOn("refund"::equals)
                        .hasSizeBetween(status.equals("FAILED") ? 1 : 0, status.equals("SUCCESS") ? 0 : 1);
                await().atMost(PATIENCE).until(() -> simulator.webhooks().attempts().stream()
                        .anyMatch(attempt -> attempt.transactionHash().equals(hash) && attempt.status() == 200));
            }
        } finally {
            simulator.webhooks().to(null, null);
        }
    }

    private void described(int status, Response answer) {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(status);
        description.holdsFor("POST", REPLAYS, answer);
    }

    private Response replay(String operator, String id) {
        String token = simulator.issuerOfTokens().token(operator, Duration.ofMinutes(5), "operator");
        return given().auth().oauth2(token).post(REPLAYS, id);
    }

    private void awaitIncident(Bought bought, String incident) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                look("ana", bought.hash()).jsonPath().getString("gateway.incident")).isEqualTo(incident));
    }

    /** The events from the terminal one on; then Chipi's own row comes to the same end, so that nothing is left to be read. */
    private List<JsonPath> settledEvents(Bought bought, String status) {
        simulator.settle(bought.hash(), status);
        try (SseClient stream = SseClient.get(events(bought), bearer())) {
            await().atMost(PATIENCE).until(() -> stream.events().stream().anyMatch(event -> terminal(event)));
            return stream.events().stream().filter(WebhookJourneyTest::terminal)
                    .map(event -> JsonPath.from(event.data())).toList();
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static boolean terminal(SseClient.Block event) {
        return JsonPath.from(event.data()).getBoolean("terminal");
    }

    /** All events so far, as name and status. */
    private List<String> stream(Bought bought) {
        int last = look("ana", bought.hash()).jsonPath().getInt("gateway.lastEventId");
        try (SseClient stream = SseClient.get(events(bought), bearer())) {
            await().atMost(PATIENCE).until(() -> stream.events().stream()
                    .anyMatch(event -> event.id().equals(String.valueOf(last))));
            return stream.events().stream()
                    .map(event -> event.event() + " " + JsonPath.from(event.data()).getString("status")).toList();
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
    }

    private URI events(Bought bought) {
        return gateway.resolve("/v1/sku-purchases/" + bought.hash() + "/events");
    }

    private Map<String, String> bearer() {
        return Map.of("Authorization", "Bearer " + simulator.token("ana"));
    }
}
