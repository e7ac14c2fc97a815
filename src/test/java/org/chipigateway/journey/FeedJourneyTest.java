package org.chipigateway.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.chipigateway.simulator.Fault;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;

/** All purchases of an owner, or of everybody, in one stream. */
@QuarkusTest
class FeedJourneyTest extends Journey {
    private final String owner = hash("owner");

    @Test
    void beginsNowAndTellsOfAllItsOwnersPurchasesAndOfNobodyElses() throws Exception {
        // given
        String earlier = open(owner);
        try (SseClient feed = feed(owner, null)) {
            await().atMost(PATIENCE).until(() -> !feed.blocks().isEmpty());
            SseClient.Block first = feed.blocks().get(0);

            // when
            String others = open("bob");
            String one = open(owner);
            String two = open(owner);
            simulator.settle(earlier, "SUCCESS");

            // then
            assertThat(first.comment()).isEqualTo("open");
            assertThat(first.retry()).matches("\\d+");
            assertThat(first.event()).isNull();
            assertThat(first.data()).isNull();
            await().atMost(PATIENCE).until(() -> hashes(feed).containsAll(List.of(earlier, one, two))
                    && feed.events().stream().anyMatch(event -> is(event, earlier, "SUCCESS")));
            assertThat(hashes(feed)).doesNotContain(others);
            assertThat(ids(feed)).isSorted().doesNotHaveDuplicates();
            assertThat(feed.events()).as("what was before").noneMatch(
                    event -> event.data() != null && is(event, earlier, "PENDING"));
            try (SseClient again = feed(owner, first.id())) {
                await().atMost(PATIENCE).until(() -> again.events().size() >= feed.events().size());
                assertThat(again.events()).startsWith(feed.events().toArray(SseClient.Block[]::new));
            }
            assertThat(feed.ended()).isFalse();
            settle("bob", others);
            settle(owner, one);
            settle(owner, two);
        }
    }

    @Test
    void goesOnWhereItsReaderWas() throws Exception {
        // given
        String one = open(owner);
        settle(owner, one);
        List<SseClient.Block> whole;
        try (SseClient feed = feed(owner, "0")) {
            await().atMost(PATIENCE).until(() -> feed.events().stream().anyMatch(event -> is(event, one, "SUCCESS")));
            whole = feed.events();
        }
        assertThat(whole.get(0).id()).isEqualTo("0");
        assertThat(whole).hasSizeGreaterThan(2);

        for (int seen = 0; seen < whole.size(); seen++) {
            // when
            try (SseClient feed = feed(owner, whole.get(seen).id())) {
                int expected = whole.size() - seen;
                await().atMost(PATIENCE).until(() -> feed.events().size() >= expected);

                // then the first block says where, and the rest follows
                assertThat(feed.events().get(0).id()).isEqualTo(whole.get(seen).id());
                assertThat(feed.events().get(0).data()).isNull();
                assertThat(feed.events().subList(1, feed.events().size()))
                        .isEqualTo(whole.subList(seen + 1, whole.size()));
            }
        }
    }

    @Test
    void saysWhereTheLogCannotGoOnAndBeginsNow() throws Exception {
        // given
        String earlier = open(owner);
        settle(owner, earlier);

        for (String sent : List.of("999999999999", "nonsense")) {
            try (SseClient feed = feed(owner, sent)) {
                // when
                await().atMost(PATIENCE).until(() -> feed.blocks().size() >= 2);
                String later = open(owner);
                await().atMost(PATIENCE).until(() -> hashes(feed).contains(later));

                // then
                assertThat(Long.parseLong(feed.blocks().get(0).id())).isPositive();
                assertThat(feed.blocks().get(1)).isEqualTo(
                        new SseClient.Block(null, "reset", "{\"reason\":\"log\"}", null, null));
                assertThat(hashes(feed)).doesNotContain(earlier);
                settle(owner, later);
            }
        }
    }

    @Test
    void tellsAnOperatorOfEverybodys() throws Exception {
        try (SseClient feed = SseClient.get(gateway.resolve("/v1/sku-purchases/events?scope=all"), operator())) {
            await().atMost(PATIENCE).until(() -> !feed.blocks().isEmpty());

            // when
            String one = open(owner);
            String another = open("bob");

            // then
            await().atMost(PATIENCE).until(() -> hashes(feed).containsAll(List.of(one, another)));
            assertThat(ids(feed)).isSorted().doesNotHaveDuplicates();
            settle(owner, one);
            settle("bob", another);
        }
        as("ana").get("/v1/sku-purchases/events?scope=all").then().statusCode(403);
        as("ana").get("/v1/sku-purchases/events?scope=mine").then().statusCode(422);
    }

    @Test
    void endsWithItsToken() throws Exception {
        // given
        String shortLived = simulator.issuerOfTokens().token(owner, Duration.ofSeconds(4));

        // when
        try (SseClient feed = SseClient.get(gateway.resolve("/v1/sku-purchases/events"),
                Map.of("Authorization", "Bearer " + shortLived))) {
            assertThat(feed.response().statusCode()).isEqualTo(200);
            await().atMost(PATIENCE).until(feed::ended);

            // then
            assertThat(feed.blocks()).last().isEqualTo(
                    new SseClient.Block(null, "reauthenticate", "{\"reason\":\"expired\"}", null, null));
        }
    }

    private String open(String user) {
        String hash = hash("feed");
        buy(user, hash, Fault.NEVER_SETTLES.reference(unique())).then().statusCode(201);
        return hash;
    }

    private void settle(String user, String hash) {
        simulator.settle(hash, "SUCCESS");
        awaitStatus(user, hash, "SUCCESS");
    }

    private SseClient feed(String user, String lastEventId) throws Exception {
        Map<String, String> headers = new HashMap<>(Map.of("Authorization", "Bearer " + simulator.token(user)));
        if (lastEventId != null) {
            headers.put("Last-Event-ID", lastEventId);
        }
        SseClient feed = SseClient.get(URI.create(gateway + "v1/sku-purchases/events"), headers);
        assertThat(feed.response().statusCode()).isEqualTo(200);
        return feed;
    }

    private Map<String, String> operator() {
        return Map.of("Authorization",
                "Bearer " + simulator.issuerOfTokens().token("olga", Duration.ofMinutes(5), "operator"));
    }

    private static List<String> hashes(SseClient feed) {
        return feed.events().stream().filter(event -> event.data() != null)
                .map(event -> data(event).getString("transactionHash")).toList();
    }

    private static List<Long> ids(SseClient feed) {
        return feed.events().stream().map(event -> Long.valueOf(event.id())).toList();
    }

    private static boolean is(SseClient.Block event, String hash, String status) {
        return event.data() != null && data(event).getString("transactionHash").equals(hash)
                && data(event).getString("status").equals(status);
    }

    private static JsonPath data(SseClient.Block event) {
        return JsonPath.from(event.data());
    }
}
