package org.chipigateway.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.chipigateway.simulator.Fault;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;

/** A connection on which nothing passes is closed after a while, and a stream that is told something isn't. */
@QuarkusTest
@TestProfile(IdleTimeoutTest.ShortIdleTime.class)
@Tag("long")
class IdleTimeoutTest extends Journey {
    private static final Duration IDLE_TIME = Duration.ofSeconds(4);

    /** Shorter than from one heartbeat to the next. */
    public static class ShortIdleTime implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.http.idle-timeout", IDLE_TIME.toSeconds() + "S");
        }
    }

    @Test
    void endsWhatIsSilent() throws Exception {
        try (Socket silent = new Socket(gateway.getHost(), gateway.getPort())) {
            silent.setSoTimeout((int) PATIENCE.toMillis());
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
        }
    }

    /** Its reader sends nothing, and its events don't pass the handler that watches the time: ChunkWriter tells it of them. */
    @Test
    void sparesAStreamThatIsToldSomething() throws Exception {
        // given
        String owner = hash("owner");
        List<String> bought = new ArrayList<>();
        try (SseClient feed = SseClient.get(gateway.resolve("/v1/sku-purchases/events"),
                Map.of("Authorization", "Bearer " + simulator.token(owner)))) {
            long opened = System.nanoTime();

            // when it is told something every second, for longer than twice the time
            await().pollInterval(Duration.ofSeconds(1)).atMost(PATIENCE).until(() -> {
                String hash = hash("told");
                buy(owner, hash, Fault.NEVER_SETTLES.reference(unique())).then().statusCode(201);
                bought.add(hash);
                return System.nanoTime() - opened > IDLE_TIME.multipliedBy(2).plusSeconds(1).toNanos();
            });

            // then
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(hashes(feed)).containsAll(bought));
        }
    }

    private static List<String> hashes(SseClient feed) {
        return feed.events().stream().filter(event -> event.data() != null)
                .map(event -> JsonPath.from(event.data()).getString("transactionHash")).toList();
    }
}
