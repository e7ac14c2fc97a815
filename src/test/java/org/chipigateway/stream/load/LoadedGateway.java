package org.chipigateway.stream.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.chipigateway.GatewayProcess;
import org.chipigateway.simulator.Settling;
import org.chipigateway.simulator.Simulator;
import org.chipigateway.simulator.SimulatorOptions;
import org.chipigateway.simulator.Webhooks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The packaged gateway in a JVM of its own, with purchases that don't settle: their events are made by signed webhooks. */
final class LoadedGateway extends Publisher {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SECRET = "a-secret-of-the-benchmark";
    private static final Duration TOKENS_LIVE = Duration.ofHours(4);
    private static final int BUYERS_AT_ONCE = 16;

    private final LoadSettings settings;
    private final Path folder;
    private final Simulator simulator = Simulator.start(new SimulatorOptions().settling(Settling.never())
            .requestsPerMinute(1_000_000).carrierWindow(Duration.ZERO));
    private final Map<Topic, ObjectNode> rows = new ConcurrentHashMap<>();
    private final Map<Topic, String> padding = new ConcurrentHashMap<>();
    private GatewayProcess process;

    LoadedGateway(LoadSettings settings, Path folder) {
        this.settings = settings;
        this.folder = folder;
    }

    /**
     * Buys in one gateway and goes on in another on the same store, which keeps Chipi's usual limit and has seen nothing but its
     * start.
     *
     * @return a purchase of its own owner each
     */
    List<Topic> begin(int purchases) {
        start(60_000);
        List<Topic> topics = buy(purchases);
        process.stop();
        start(100);
        return topics;
    }

    private void start(int requestsPerMinute) {
        Map<String, String> variables = new HashMap<>(Map.of("CHIPI_BASE_URL", simulator.baseUrl(), "CHIPI_PUBLIC_KEY",
                simulator.firstKey(), "GATEWAY_JWT_JWKS_URL", simulator.jwksUrl(), "GATEWAY_JWT_ISSUER",
                simulator.issuer(), "CHIPI_WEBHOOK_SECRETS", SECRET, "CHIPI_REQUESTS_PER_MINUTE",
                Integer.toString(requestsPerMinute), "GATEWAY_SQLITE_PATH", folder.resolve("gateway.db").toString()));
        // One owner has thousands here, and none is to come back by itself while it is measured.
        variables.putAll(Map.of("GATEWAY_STREAMS_MAX", "20000", "GATEWAY_STREAMS_PER_CALLER", "20000",
                "GATEWAY_STREAM_MAX_LIFE", "4h"));
        process = GatewayProcess.launchOn(settings.javaHome(), settings.jvmFlags(), folder, variables);
        process.awaitListening();
    }

    private List<Topic> buy(int purchases) {
        Topic[] topics = new Topic[purchases];
        AtomicInteger next = new AtomicInteger();
        CompletableFuture.allOf(IntStream.range(0, BUYERS_AT_ONCE).mapToObj(buyer -> buyNext(topics, next))
                .toArray(CompletableFuture[]::new)).join();
        return List.of(topics);
    }

    private CompletableFuture<Void> buyNext(Topic[] topics, AtomicInteger next) {
        int number = next.getAndIncrement();
        if (number >= topics.length) {
            return CompletableFuture.completedFuture(null);
        }
        String authorization = "Bearer " + simulator.issuerOfTokens().token("owner-" + number, TOKENS_LIVE);
        String order = "{\"transactionHash\":\"load-" + number + "\",\"skuId\":\"sku-tl-TEL010\",\"skuReference\":\"55"
                + String.format("%08d", number) + "\",\"currencyAmount\":10}";
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(process.baseUrl() + "/v1/sku-purchases"))
                .header("Authorization", authorization).header("Content-Type", "application/json");
        return post(request, order).thenCompose(answer -> {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
            Topic topic = new Topic("/v1/sku-purchases/load-" + number + "/events",
                    "Authorization: " + authorization + "\r\n");
            rows.put(topic, row(answer.body()));
            topics[number] = topic;
            return buyNext(topics, next);
        });
    }

    private static ObjectNode row(String purchase) {
        try {
            ObjectNode row = (ObjectNode) JSON.readTree(purchase);
            row.remove("gateway");
            return row.put("status", "PROCESSING");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** From now on each of its events is longer by this. */
    void pad(Topic topic, int bytes) {
        padding.put(topic, "x".repeat(bytes));
    }

    @Override
    CompletableFuture<HttpResponse<String>> send(Topic topic) {
        ObjectNode row = rows.get(topic).deepCopy().put("skuFileNumber", String.format("%09d", topic.next()));
        if (padding.containsKey(topic)) {
            row.put("note", padding.get(topic));
        }
        ObjectNode body = JSON.createObjectNode().put("event", "sku-purchase.updated");
        body.putObject("data").set("transaction", row);
        body.put("timestamp", Instant.now().toString());
        String text = body.toString();
        return post(HttpRequest.newBuilder(URI.create(process.baseUrl() + "/webhooks/chipi"))
                .header("Content-Type", "application/json").header("chipi-signature",
                        Webhooks.signature(text.getBytes(StandardCharsets.UTF_8), SECRET)),
                text);
    }

    ObjectNode row(Topic topic) {
        return rows.get(topic);
    }

    int port() {
        return URI.create(process.baseUrl()).getPort();
    }

    long pid() {
        return process.pid();
    }

    /** How many streams it thinks are open. */
    int streams() {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(process.managementUrl() + "/q/metrics")).build();
            return http().send(request, BodyHandlers.ofString()).body().lines()
                    .filter(line -> line.startsWith("chipi_streams_active"))
                    .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    String log() {
        return process.log();
    }

    @Override
    public void close() {
        super.close();
        if (process != null) {
            process.close();
        }
        simulator.close();
    }
}
