package org.chipigateway.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.chipigateway.simulator.Call;
import org.chipigateway.simulator.Fault;
import org.chipigateway.simulator.Switches;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;

/** What a watcher of a purchase sees. */
@QuarkusTest
class StreamJourneyTest extends Journey {

    @Test
    void answersThePostAsTheWholeLifeOfThePurchase() throws Exception {
        // given
        String hash = hash("stream");

        // when
        try (SseClient stream = SseClient.post(uri("/v1/sku-purchases"), bearer("ana"), body(hash, phone()))) {

            // then
            assertThat(stream.response().statusCode()).isEqualTo(200);
            assertThat(stream.response().headers().firstValue("content-type")).contains("text/event-stream");
            assertThat(stream.response().headers().firstValue("cache-control")).contains("no-store, no-transform");
            assertThat(stream.response().headers().firstValue("x-accel-buffering")).contains("no");
            assertThat(stream.response().headers().firstValue("link"))
                    .contains("</v1/sku-purchases/" + hash + "/events>; rel=\"events\"");
            awaitEnd(stream);
            assertThat(statuses(stream)).startsWith("PENDING").endsWith("SUCCESS");
            assertThat(lastBlock(stream).event()).isEqualTo("end");
            assertThat(stream.blocks().get(0).retry()).matches("\\d+");
            JsonPath last = data(stream.events().get(stream.events().size() - 1));
            assertThat(last.getBoolean("terminal")).isTrue();
            assertThat(last.getString("transactionHash")).isEqualTo(hash);
            assertThat(last.getString("source")).isEqualTo("poll");
            assertThat(last.getString("transaction.skuFileNumber")).isNotBlank();
            assertThat(last.getLong("transaction.gateway.lastEventId"))
                    .isEqualTo(Long.parseLong(stream.events().get(stream.events().size() - 1).id()));
        }
        assertThat(simulator.ledger().debits(hash)).isEqualTo(1);
    }

    @Test
    void tellsTheHistoryToALateReaderAndNothingToOneWhoHasItAll() throws Exception {
        // given
        String hash = hash("history");
        buy("ana", hash, phone()).then().statusCode(201);
        awaitStatus("ana", hash, "SUCCESS");

        // when
        List<SseClient.Block> events;
        try (SseClient stream = SseClient.get(events(hash), bearer("ana"))) {
            awaitEnd(stream);
            events = stream.events();
            assertThat(statuses(stream)).startsWith("PENDING").endsWith("SUCCESS");
        }

        // then
        String last = events.get(events.size() - 1).id();
        as("ana").header("Last-Event-ID", last).get(events(hash)).then().statusCode(204);
        as("ana").get(events(hash) + "?lastEventId=" + last).then().statusCode(204);
        // the header wins over the query
        try (SseClient again = SseClient.get(URI.create(events(hash) + "?lastEventId=" + last),
                withLastId("ana", events.get(0).id()))) {
            awaitEnd(again);
            assertThat(again.events()).isEqualTo(events.subList(1, events.size()));
        }
        // an id that the log can't continue starts over
        try (SseClient over = SseClient.get(events(hash), withLastId("ana", "999999999"))) {
            awaitEnd(over);
            assertThat(over.events()).isEqualTo(events);
        }
    }

    @Test
    void toldEachEventOnceHoweverOftenTheReaderIsCutOff() throws Exception {
        // given
        String hash = hash("cut");
        buy("ana", hash, Fault.UNKNOWN_WORD.reference(unique())).then().statusCode(201);
        List<String> ids = new ArrayList<>();

        // when
        boolean ended = false;
        for (int i = 0; i < 200 && !ended; i++) {
            try (SseClient stream = SseClient.get(events(hash),
                    ids.isEmpty() ? bearer("ana") : withLastId("ana", ids.get(ids.size() - 1)))) {
                if (stream.response().statusCode() == 204) {
                    break;
                }
                await().atMost(PATIENCE).until(() -> !stream.blocks().isEmpty());
                await().pollInterval(Duration.ofMillis(20)).atMost(PATIENCE)
                        .until(() -> stream.events().size() > 0 || stream.ended());
                // Where the last two events came together, the reader is cut off between them.
                ended = stream.ended() && stream.events().size() <= 1
                        && stream.blocks().stream().anyMatch(b -> "end".equals(b.event()));
                if (!stream.events().isEmpty()) {
                    ids.add(stream.events().get(0).id());
                }
            }
        }

        // then
        try (SseClient whole = SseClient.get(events(hash), bearer("ana"))) {
            awaitEnd(whole);
            assertThat(ids).containsExactlyElementsOf(whole.events().stream().map(SseClient.Block::id).toList());
        }
    }

    @Test
    void costsNoMoreCallsToChipiForManyViewersThanForOne() throws Exception {
        // given
        String alone = hash("alone");
        String watched = hash("watched");
        String idOfAlone = buy("ana", alone, Fault.NEVER_SETTLES.reference(unique())).then().statusCode(201).extract()
                .path("id");
        String idOfWatched = buy("ana", watched, Fault.NEVER_SETTLES.reference(unique())).then().statusCode(201)
                .extract().path("id");

        // when
        List<SseClient> viewers = new ArrayList<>();
        try {
            viewers.add(SseClient.get(events(alone), bearer("ana")));
            for (int i = 0; i < 10; i++) {
                viewers.add(SseClient.get(events(i % 2 == 0 ? watched : idOfWatched), bearer("ana")));
            }
            await().atMost(PATIENCE).until(() -> readsOf(simulator.calls(), idOfAlone) >= 3);

            // then both are polled by one schedule; one call for each viewer would be thirty
            List<Call> calls = simulator.calls();
            assertThat(readsOf(calls, idOfWatched)).isLessThanOrEqualTo(2 * readsOf(calls, idOfAlone) + 4);
            // and all viewers are told the same
            await().atMost(PATIENCE).until(() -> viewers.stream().skip(1)
                    .allMatch(viewer -> statuses(viewer).contains("PROCESSING")));
            assertThat(viewers.subList(1, viewers.size())).extracting(SseClient::events)
                    .containsOnly(viewers.get(1).events());
        } finally {
            for (SseClient viewer : viewers) {
                viewer.close();
            }
            // and end them, so that they aren't polled for the rest of the test run
            simulator.settle(alone, "SUCCESS");
            simulator.settle(watched, "SUCCESS");
        }
    }

    @Test
    void goesOnWithThePurchaseWhenTheCallerHangsUp() throws Exception {
        // given
        String hash = hash("hangup");

        // when
        SseClient.post(uri("/v1/sku-purchases"), bearer("ana"), body(hash, Fault.ANSWERS_LATE.reference(unique())))
                .close();

        // then
        awaitStatus("ana", hash, "SUCCESS");
        assertThat(simulator.ledger().debits(hash)).isEqualTo(1);
    }

    @Test
    void refusesWithAStatusWhatCanBeRefusedBeforeTheIntent() throws Exception {
        // given
        haveSkuAtHand();
        String hash = hash("stream");

        // when
        try (SseClient refused = SseClient.post(uri("/v1/sku-purchases"), bearer("ana"),
                body(hash, phone()).replace(":10}", ":11}"))) {

            // then
            assertThat(refused.response().statusCode()).isEqualTo(422);
            assertThat(refused.response().headers().firstValue("content-type")).contains("application/problem+json");
        }
        look("ana", hash).then().statusCode(404);
    }

    @Test
    void tellsChipisRefusalAsTheTerminalEvent() throws Exception {
        // given
        String hash = hash("refused");

        // when
        try (SseClient stream = SseClient.post(uri("/v1/sku-purchases"), bearer("ana"),
                body(hash, Fault.NO_CREDITS.reference(unique())))) {
            awaitEnd(stream);

            // then
            JsonPath last = data(stream.events().get(stream.events().size() - 1));
            assertThat(last.getString("status")).isEqualTo("FAILED");
            assertThat(last.getString("transaction.gateway.submission")).isEqualTo("REJECTED");
            assertThat(last.getInt("transaction.gateway.problem.status")).isEqualTo(402);
        }
    }

    @Test
    void endsWithTheTokenThatOpenedIt() throws Exception {
        // given
        String hash = hash("expires");
        buy("ana", hash, Fault.NEVER_SETTLES.reference(unique())).then().statusCode(201);
        String shortLived = simulator.issuerOfTokens().token("ana", Duration.ofSeconds(8));

        // when
        try (SseClient stream = SseClient.get(events(hash), Map.of("Authorization", "Bearer " + shortLived))) {
            awaitEnd(stream);

            // then
            assertThat(lastBlock(stream).event()).isEqualTo("reauthenticate");
            assertThat(lastBlock(stream).data()).isEqualTo("{\"reason\":\"expired\"}");
        }
        awaitStatus("ana", hash, "PROCESSING");
        simulator.settle(hash, "SUCCESS");
    }

    @Test
    void staysOpenWhileNoTokenIsLeftToAskChipiWithAndGoesOnWithTheNextOne() throws Exception {
        // given
        String hash = hash("lapse");
        buy("lena", hash, Fault.NEVER_SETTLES.reference(unique())).then().statusCode(201);
        try (SseClient stream = SseClient.get(events(hash), bearer("lena"))) {

            // when
            simulator.switches().reads(Switches.Mode.UNAUTHORISED);
            await().atMost(PATIENCE).until(() -> lapses(stream), is(1L));
            simulator.switches().normal();

            // then, as soon as a token comes that Chipi hasn't refused
            simulator.settle(hash, "SUCCESS");
            look("lena", hash).then().statusCode(200);
            awaitEnd(stream);
            assertThat(statuses(stream)).endsWith("SUCCESS");
            assertThat(lapses(stream)).isEqualTo(1);
        } finally {
            simulator.switches().normal();
        }
    }

    private static long lapses(SseClient stream) {
        return stream.blocks().stream().filter(block -> "reauthenticate".equals(block.event()))
                .filter(block -> "{\"reason\":\"polling\"}".equals(block.data()) && block.id() == null).count();
    }

    private URI uri(String path) {
        return gateway.resolve(path);
    }

    private URI events(String idOrHash) {
        return uri("/v1/sku-purchases/" + idOrHash + "/events");
    }

    private Map<String, String> bearer(String user) {
        return Map.of("Authorization", "Bearer " + simulator.token(user));
    }

    private Map<String, String> withLastId(String user, String id) {
        return Map.of("Authorization", "Bearer " + simulator.token(user), "Last-Event-ID", id);
    }

    private static void awaitEnd(SseClient stream) {
        await().atMost(PATIENCE).until(stream::ended);
    }

    private static SseClient.Block lastBlock(SseClient stream) {
        return stream.blocks().get(stream.blocks().size() - 1);
    }

    private static JsonPath data(SseClient.Block block) {
        return JsonPath.from(block.data());
    }

    private static List<String> statuses(SseClient stream) {
        return stream.events().stream().filter(block -> "status".equals(block.event()))
                .map(block -> data(block).getString("status")).toList();
    }

    private static long readsOf(List<Call> calls, String id) {
        return calls.stream().filter(call -> call.method().equals("GET") && call.path().endsWith("/" + id)).count();
    }
}
