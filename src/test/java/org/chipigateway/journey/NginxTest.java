package org.chipigateway.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.chipigateway.simulator.Fault;
import org.chipigateway.simulator.SimulatorTestResource;
import org.chipigateway.simulator.Webhooks;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** Streams through a real nginx with the documented configuration, and Chipi's deliveries the same way. */
@Tag("outside")
@QuarkusTest
@TestProfile(BehindProxy.class)
class NginxTest extends Journey {

    @TempDir
    static Path folder;

    private static Nginx nginx;

    @BeforeEach
    void startNginx() throws Exception {
        Optional<Path> executable = Nginx.installed();
        assumeTrue(executable.isPresent(), "There is no nginx here: streams through it are not tested");
        if (nginx == null) {
            nginx = Nginx.start(executable.get(), folder, gateway.getPort());
        }
        simulator.webhooks().shape(Webhooks.Shape.FULL);
        simulator.webhooks().to(URI.create(nginx.plainUrl() + "/webhooks/chipi"), SimulatorTestResource.WEBHOOK_SECRET);
    }

    @AfterAll
    static void stopNginx() {
        if (nginx != null) {
            nginx.close();
        }
    }

    @ParameterizedTest
    @CsvSource({ "tls, HTTP_2", "tls, HTTP_1_1", "plain, HTTP_1_1"})
    void eachBlockComesAtOnceAndAStreamIsResumed(String way, Version version) throws Exception {
        // given
        URI purchases = URI.create((way.equals("tls") ? nginx.tlsUrl() : nginx.plainUrl()) + "/v1/sku-purchases");
        String hash = hash("nginx");
        URI events = URI.create(purchases + "/" + hash + "/events");
        String neverByItself = Fault.NEVER_SETTLES.reference(unique());

        // when
        try (SseClient bought = SseClient.post(client(version), purchases, bearer(), body(hash, neverByItself));
                SseClient watched = SseClient.get(client(version), events, bearer())) {

            // then
            List<SseClient> both = List.of(bought, watched);
            assertThat(both).allMatch(each -> each.response().statusCode() == 200
                    && each.response().version() == version);
            await().atMost(PATIENCE).until(() -> both.stream().allMatch(each -> each.blocks().size() >= 3));
            assertThat(both).noneMatch(SseClient::ended);

            // when
            simulator.settle(hash, "SUCCESS");

            // then
            await().atMost(PATIENCE).until(() -> both.stream().allMatch(SseClient::ended));
            assertThat(watched.events()).isEqualTo(bought.events());
            assertThat(last(watched).data()).contains("\"status\":\"SUCCESS\"", "\"source\":\"webhook\"");
            Map<String, String> resuming = new HashMap<>(bearer());
            resuming.put("Last-Event-ID", watched.events().get(0).id());
            try (SseClient resumed = SseClient.get(client(version), events, resuming)) {
                await().atMost(PATIENCE).until(resumed::ended);
                assertThat(resumed.events()).isEqualTo(watched.events().subList(1, watched.events().size()));
            }
        }
    }

    @Test
    void theGatewayKnowsItsCallerAndTheLogNoQuery() throws Exception {
        // when
        HttpResponse<String> refused = client(Version.HTTP_2).send(HttpRequest
                .newBuilder(URI.create(nginx.tlsUrl() + "/v1/sku-purchases/nowhere/events?ticket=a-secret-ticket"))
                .header("X-Forwarded-For", "203.0.113.9").header("Authorization", "Bearer " + simulator.token("ana"))
                .build(), BodyHandlers.ofString());

        // then
        assertThat(refused.statusCode()).isEqualTo(404);
        assertThat(refused.body()).contains("\"instance\":\"/v1/sku-purchases/nowhere/events\"");
        await().atMost(PATIENCE).until(() -> nginx.accessLog().contains("/v1/sku-purchases/nowhere/events"));
        assertThat(nginx.accessLog()).contains("HTTP/2.0\" 404").doesNotContain("a-secret-ticket");
        assertThat(nginx.said()).doesNotContain("[emerg]", "[alert]", "[error]");
    }

    private Map<String, String> bearer() {
        return Map.of("Authorization", "Bearer " + simulator.token("ana"));
    }

    private HttpClient client(Version version) throws Exception {
        return HttpClient.newBuilder().version(version).sslContext(nginx.trusting()).build();
    }

    private static SseClient.Block last(SseClient stream) {
        return stream.events().get(stream.events().size() - 1);
    }
}
