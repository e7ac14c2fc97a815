package org.chipigateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.chipigateway.simulator.Fault;
import org.chipigateway.simulator.Settling;
import org.chipigateway.simulator.Simulator;
import org.chipigateway.simulator.SimulatorOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.restassured.specification.RequestSpecification;

/** How a gateway ends that was asked to (SIGTERM), as at each roll-out, and what its callers and its readers notice of it. */
class DrainIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration DRAIN_TIME = Duration.ofSeconds(10);
    private static final Pattern LAST_BLOCK = Pattern.compile("(?s).*\n\nretry: [1-5]\\d\\d\\d\n\n");
    private static final Pattern ID = Pattern.compile("(?m)^id: (\\d+)$");
    private static final int READERS = 200;
    /** A JVM that was asked by SIGTERM says so, however well it has ended. */
    private static final List<Integer> ENDED = List.of(0, 128 + 15);

    /** How one stream ended; a cut one has no end, it fails. */
    private record Ended(long nanos, HttpResponse<String> answer) {
    }

    @TempDir
    private Path folder;

    private final Simulator chipi = Simulator.start(new SimulatorOptions()
            .settling(Settling.after(Duration.ofSeconds(1))).answerLateBy(Duration.ofMinutes(1)));
    private final List<GatewayProcess> processes = new ArrayList<>();
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterEach
    void close() {
        processes.forEach(GatewayProcess::close);
        chipi.close();
    }

    @Test
    void readersAreSentAwayOneAfterAnotherAndNothingIsLost() {
        // given readers, and callers who wait for a Chipi that has debited and doesn't answer
        GatewayProcess gateway = start();
        as("ana", gateway).contentType("application/json").body(order("open", Fault.NEVER_SETTLES.reference(1)))
                .post("/v1/sku-purchases").then().statusCode(201);
        awaitMetric(gateway, "chipi_streams_active", 0);
        List<CompletableFuture<Ended>> readers = IntStream.range(0, READERS)
                .mapToObj(n -> n % 4 == 0
                        ? read(gateway, "ana", "/v1/sku-purchases/open/events", "0")
                        : read(gateway, n % 4 == 1 ? "ana" : "reader-" + n % 8, "/v1/sku-purchases/events", "0"))
                .toList();
        List<CompletableFuture<Ended>> waiting = Stream.of("late-1", "late-2")
                .map(hash -> post(gateway, hash, Fault.ANSWERS_LATE.reference(hash.hashCode() & 0xff),
                        "application/json"))
                .toList();
        CompletableFuture<Ended> bought = post(gateway, "late-3", Fault.ANSWERS_LATE.reference(300),
                "text/event-stream");
        await().atMost(PATIENCE).until(() -> chipi.ledger().debits() == 4);
        awaitMetric(gateway, "chipi_streams_active", READERS + 1);

        // when
        long asked = System.nanoTime();
        // On a thread of its own: on two processors the common pool has one, and from JDK 25 on the client's answers need it.
        CompletableFuture<Integer> exit = CompletableFuture.supplyAsync(gateway::stop,
                task -> new Thread(task, "stop").start());

        // then, while it ends
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20))
                .until(() -> given().baseUri(gateway.baseUrl()).get("/q/health/ready").statusCode() == 503);
        HttpResponse<String> late = read(gateway, "ana", "/v1/sku-purchases/events", "0").join().answer();
        assertThat(late.statusCode()).isEqualTo(200);
        assertThat(late.headers().firstValue("content-type")).contains("text/event-stream");
        assertThat(late.headers().firstValue("connection")).contains("close");
        assertThat(late.body()).matches("retry: [1-5]\\d\\d\\d\n\n");
        HttpResponse<String> lateOfOne = read(gateway, "ana", "/v1/sku-purchases/open/events", "0").join().answer();
        assertThat(lateOfOne.statusCode()).isEqualTo(200);
        assertThat(lateOfOne.body()).matches("retry: [1-5]\\d\\d\\d\n\n");

        HttpResponse<String> notBought = post(gateway, "too-late", "5510000001", "text/event-stream").join().answer();
        assertThat(notBought.statusCode()).isEqualTo(503);
        assertThat(notBought.headers().firstValue("retry-after")).isPresent();

        // and as far as its callers and readers see
        assertThat(exit.join()).as(gateway.log()).isIn(ENDED);
        Duration took = Duration.ofNanos(System.nanoTime() - asked);
        assertThat(waiting).allSatisfy(answer -> assertThat(answer.join().answer().statusCode()).isEqualTo(202));
        assertThat(Stream.concat(readers.stream(), Stream.of(bought))).allSatisfy(reader -> {
            assertThat(reader.join().answer().statusCode()).isEqualTo(200);
            assertThat(reader.join().answer().body()).matches(LAST_BLOCK);
        });
        List<Duration> ends = readers.stream().map(reader -> Duration.ofNanos(reader.join().nanos() - asked)).sorted()
                .toList();
        assertThat(ends.get(READERS * 9 / 10).minus(ends.get(READERS / 10))).isGreaterThan(DRAIN_TIME.dividedBy(4));
        assertThat(ends.get(READERS / 2)).isGreaterThan(DRAIN_TIME.dividedBy(10));
        // In time, on a machine that has time for it; Chipi's answer would have come after a minute.
        assertThat(took).isLessThan(DRAIN_TIME.multipliedBy(2));
        assertThat(gateway.log()).doesNotContain("ERROR", "could not be completed");

        // and the next process goes on
        GatewayProcess next = start();
        for (String hash : List.of("late-1", "late-2", "late-3")) {
            awaitSuccess(next, hash);
        }
        chipi.settle("open", "SUCCESS");
        awaitSuccess(next, "open");
        List<String> before = ids(readers.get(1).join().answer().body());
        CompletableFuture<Ended> resumed = read(next, "ana", "/v1/sku-purchases/events",
                before.get(before.size() - 1));
        CompletableFuture<Ended> whole = read(next, "ana", "/v1/sku-purchases/events", "0");
        awaitMetric(next, "chipi_streams_active", 2);
        assertThat(next.stop()).isIn(ENDED);
        List<String> all = new ArrayList<>(before);
        // whose first block repeats where it goes on
        all.addAll(ids(resumed.join().answer().body()).stream().skip(1).toList());
        assertThat(all).containsExactlyElementsOf(ids(whole.join().answer().body()));
        assertThat(all).doesNotHaveDuplicates();
        assertThat(chipi.ledger().debits()).isEqualTo(4);
        for (String hash : List.of("open", "late-1", "late-2", "late-3")) {
            assertThat(chipi.ledger().debits(hash)).isEqualTo(1);
        }
    }

    @Test
    void nothingHoldsOneThatHasNothingToDo() {
        // given
        GatewayProcess gateway = start();
        as("ana", gateway).get("/v1/sku-purchases").then().statusCode(200);

        // when
        long asked = System.nanoTime();
        int exit = gateway.stop();

        // then
        assertThat(exit).isIn(ENDED);
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(DRAIN_TIME.dividedBy(2));
    }

    @Test
    @Tag("outside")
    void anEventSourceThatIsSentAwayOrMeetsAnEndingProcessComesBackByItself() throws Exception {
        // given a reader, and a caller who keeps the process from ending at once
        String port = freePort();
        GatewayProcess gateway = start(port);
        as("ana", gateway).contentType("application/json").body(order("open", Fault.NEVER_SETTLES.reference(1)))
                .post("/v1/sku-purchases").then().statusCode(201);
        post(gateway, "late", Fault.ANSWERS_LATE.reference(1), "application/json");
        await().atMost(PATIENCE).until(() -> chipi.ledger().debits() == 2);
        String url = as("ana", gateway).contentType("application/json").body("{\"purchase\":\"open\"}")
                .post("/v1/stream-tickets").then().statusCode(201).extract().path("url");
        NodeScript.prepare();
        FutureTask<List<String>> readers = new FutureTask<>(
                () -> NodeScript.run("drained", Map.of("STREAM_URL", gateway.baseUrl() + url)));
        new Thread(readers, "readers").start();
        awaitMetric(gateway, "chipi_streams_active", 1);

        // when
        assertThat(gateway.stop()).isIn(ENDED);
        GatewayProcess next = start(port);
        chipi.settle("open", "SUCCESS");
        awaitSuccess(next, "open");

        // then
        List<String> told = readers.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        String log = "ok   " + String.join(" ",
                ids(read(next, "ana", "/v1/sku-purchases/open/events", "0").join().answer().body()));
        assertThat(told).containsExactly(log, log);
    }

    private static String freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return String.valueOf(socket.getLocalPort());
        }
    }

    private GatewayProcess start() {
        return start("0");
    }

    private GatewayProcess start(String port) {
        GatewayProcess process = GatewayProcess.start(folder, Map.of("QUARKUS_HTTP_PORT", port, "CHIPI_BASE_URL",
                chipi.baseUrl(),
                "CHIPI_PUBLIC_KEY", SimulatorOptions.PRODUCTION_KEY, "GATEWAY_JWT_JWKS_URL", chipi.jwksUrl(),
                "GATEWAY_JWT_ISSUER", chipi.issuer(), "GATEWAY_SQLITE_PATH", folder.resolve("gateway.db").toString(),
                "GATEWAY_DRAIN_TIME", DRAIN_TIME.toSeconds() + "s", "GATEWAY_STREAMS_PER_CALLER",
                String.valueOf(READERS)));
        processes.add(process);
        return process;
    }

    private RequestSpecification as(String user, GatewayProcess gateway) {
        return given().baseUri(gateway.baseUrl()).auth().oauth2(chipi.token(user));
    }

    /** A process that has just begun has no bearer to ask Chipi with: the first look brings one. */
    private void awaitSuccess(GatewayProcess gateway, String hash) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(
                () -> as("ana", gateway).get("/v1/sku-purchases/" + hash).jsonPath().getString("status"),
                is("SUCCESS"));
    }

    private CompletableFuture<Ended> read(GatewayProcess gateway, String user, String path, String lastEventId) {
        return send(request(gateway, user, path).header("Last-Event-ID", lastEventId).build());
    }

    private CompletableFuture<Ended> post(GatewayProcess gateway, String hash, String reference, String accepted) {
        return send(request(gateway, "ana", "/v1/sku-purchases").header("Content-Type", "application/json")
                .header("Accept", accepted).header("Prefer", "wait=50")
                .POST(BodyPublishers.ofString(order(hash, reference))).build());
    }

    private static String order(String hash, String reference) {
        return """
                {"transactionHash":"%s","skuId":"sku-tl-TEL010","skuReference":"%s","currencyAmount":10}"""
                .formatted(hash, reference);
    }

    private HttpRequest.Builder request(GatewayProcess gateway, String user, String path) {
        return HttpRequest.newBuilder(URI.create(gateway.baseUrl() + path)).header("Authorization",
                "Bearer " + chipi.token(user));
    }

    private CompletableFuture<Ended> send(HttpRequest request) {
        return http.sendAsync(request, BodyHandlers.ofString())
                .thenApply(answer -> new Ended(System.nanoTime(), answer));
    }

    private static void awaitMetric(GatewayProcess gateway, String name, int value) {
        await().atMost(PATIENCE).until(() -> given().baseUri(gateway.managementUrl()).get("/q/metrics").asString()
                .lines().anyMatch(line -> line.matches(name + "(\\{.*})? " + value + "\\.0")));
    }

    private static List<String> ids(String stream) {
        return ID.matcher(stream).results().map(found -> found.group(1)).toList();
    }
}
