package org.chipigateway.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;

/** Streams over HTTP/2 without TLS, as service meshes speak it: after an upgrade, and without one. */
@QuarkusTest
class CleartextHttp2Test extends Journey {

    @Test
    void afterAnUpgrade() throws Exception {
        // given
        HttpClient http = HttpClient.newBuilder().version(Version.HTTP_2).build();
        String hash = hash("h2c");

        // when
        try (SseClient bought = SseClient.post(http, purchases(), bearer(), body(hash, phone()));
                SseClient watched = SseClient.get(http, URI.create(purchases() + "/" + hash + "/events"), bearer())) {

            // then
            await().atMost(PATIENCE).until(() -> bought.ended() && watched.ended());
            assertThat(bought.response().version()).isEqualTo(Version.HTTP_2);
            assertThat(watched.response().version()).isEqualTo(Version.HTTP_2);
            assertThat(watched.events()).isNotEmpty().isEqualTo(bought.events());
        }
    }

    @Test
    void withoutOne() throws Exception {
        // given
        Vertx vertx = Vertx.vertx();
        try {
            RequestOptions options = new RequestOptions().setMethod(HttpMethod.POST)
                    .setAbsoluteURI(purchases().toString()).putHeader("Content-Type", "application/json")
                    .putHeader("Accept", "text/event-stream");
            bearer().forEach(options::putHeader);

            // when
            String stream = vertx
                    .createHttpClient(new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2)
                            .setHttp2ClearTextUpgrade(false))
                    .request(options).compose(request -> request.send(Buffer.buffer(body(hash("h2c"), phone()))))
                    .compose(response -> {
                        assertThat(response.version()).isEqualTo(HttpVersion.HTTP_2);
                        assertThat(response.statusCode()).isEqualTo(200);
                        return response.body();
                    }).map(Buffer::toString).toCompletionStage().toCompletableFuture()
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

            // then
            assertThat(stream).contains("\"status\":\"SUCCESS\"").contains("settled");
        } finally {
            vertx.close();
        }
    }

    private URI purchases() {
        return gateway.resolve("/v1/sku-purchases");
    }

    private Map<String, String> bearer() {
        return Map.of("Authorization", "Bearer " + simulator.token("ana"));
    }
}
