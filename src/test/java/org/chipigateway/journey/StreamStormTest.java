package org.chipigateway.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

/** Many more readers come back at once than there are workers, as after a restart. */
@QuarkusTest
@TestProfile(StreamStormTest.FewWorkers.class)
class StreamStormTest extends Journey {

    public static class FewWorkers implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.thread-pool.max-threads", "8");
        }
    }

    @Test
    void servesThemAllAndEverybodyElse() {
        // given
        String hash = hash("storm");
        buy("ana", hash, phone()).then().statusCode(201);
        awaitStatus("ana", hash, "SUCCESS");
        HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpRequest request = HttpRequest.newBuilder(URI.create(gateway + "v1/sku-purchases/" + hash + "/events"))
                .header("Authorization", "Bearer " + simulator.token("ana")).build();

        // when
        List<CompletableFuture<HttpResponse<String>>> readers = IntStream.range(0, 64)
                .mapToObj(n -> http.sendAsync(request, HttpResponse.BodyHandlers.ofString())).toList();

        // then
        look("ana", hash).then().statusCode(200);
        await().atMost(PATIENCE).until(() -> readers.stream().allMatch(CompletableFuture::isDone));
        assertThat(readers).allSatisfy(reader -> {
            assertThat(reader.join().statusCode()).isEqualTo(200);
            assertThat(reader.join().body()).contains("event: end");
        });
    }
}
