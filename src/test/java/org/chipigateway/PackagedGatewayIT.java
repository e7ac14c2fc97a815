package org.chipigateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.oneOf;
import static org.hamcrest.Matchers.startsWith;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.chipigateway.simulator.Fault;
import org.chipigateway.simulator.Settling;
import org.chipigateway.simulator.Simulator;
import org.chipigateway.simulator.SimulatorOptions;
import org.chipigateway.simulator.Switches;
import org.chipigateway.simulator.Webhooks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;

/**
 * The packaged gateway in the production profile, with nothing but the documented variables, against another program that
 * acts as Chipi. After each test, nothing secret may be found in what the processes left behind.
 */
class PackagedGatewayIT {

    private static final String API_KEY = SimulatorOptions.PRODUCTION_KEY;
    private static final String WEBHOOK_SECRET = "a-secret-of-the-webhooks";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern STATUS = Pattern.compile("(?m)^data: \\{.*?\"status\":\"(\\w+)\"");

    @TempDir
    private Path folder;

    private final List<GatewayProcess> processes = new ArrayList<>();
    private final Set<String> bearers = new HashSet<>();
    private final Set<String> references = new HashSet<>();
    private final Set<String> tickets = new HashSet<>();
    private Simulator simulator;
    private int purchases;

    @BeforeEach
    void startChipi() {
        simulator = Simulator.start(new SimulatorOptions().settling(Settling.after(Duration.ofSeconds(1)))
                .answerLateBy(Duration.ofMinutes(1)));
    }

    @AfterEach
    void nothingSecretIsLeftBehind() throws IOException, SQLException {
        try {
            // given
            String logs = String.join("\n", processes.stream().map(GatewayProcess::log).toList());
            String store = store();

            // then
            assertThat(bearers).isNotEmpty().allSatisfy(bearer -> {
                assertThat(logs).doesNotContain(bearer, signature(bearer));
                assertThat(store).doesNotContain(bearer, signature(bearer));
            });
            assertThat(logs).doesNotContain(API_KEY);
            assertThat(references).allSatisfy(reference -> assertThat(logs).doesNotContain(reference));
            assertThat(tickets).allSatisfy(ticket -> {
                assertThat(logs).doesNotContain(ticket);
                assertThat(store).doesNotContain(ticket);
            });
            assertThat(logs).doesNotContain(secretOfTickets());
        } finally {
            processes.forEach(GatewayProcess::close);
            simulator.close();
        }
    }

    /** The bytes of the database and of its journal. */
    private String store() throws IOException {
        StringBuilder bytes = new StringBuilder();
        try (Stream<Path> files = Files.list(folder.resolve("store"))) {
            for (Path file : files.toList()) {
                bytes.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        assertThat(references).allSatisfy(reference -> assertThat(bytes).as("the store").contains(reference));
        return bytes.toString();
    }

    /** The one that the gateway has made and keeps; if it has none, the query fails. */
    private String secretOfTickets() throws SQLException {
        try (Connection store = DriverManager
                .getConnection("jdbc:sqlite:" + folder.resolve("store").resolve("gateway.db"));
                Statement statement = store.createStatement();
                ResultSet row = statement.executeQuery("select secret from ticket_secret")) {
            String secret = row.getString("secret");
            assertThat(secret).hasSizeGreaterThan(40);
            return secret;
        }
    }

    private static String signature(String bearer) {
        return bearer.substring(bearer.lastIndexOf('.') + 1);
    }

    @Test
    void aPurchaseStreamsUntilItSettles() {
        // given
        GatewayProcess gateway = start();

        // when
        String stream = as("ana", gateway).contentType(ContentType.JSON).accept("text/event-stream")
                .body(order("order-1", phone())).post("/v1/sku-purchases").then().statusCode(200)
                .contentType("text/event-stream").extract().asString();

        // then
        assertThat(STATUS.matcher(stream).results().map(found -> found.group(1)).distinct()).startsWith("PENDING")
                .endsWith("SUCCESS");
        assertThat(stream).endsWith("event: end\ndata: {\"reason\":\"settled\"}\n\n");
        assertThat(simulator.ledger().debits("order-1")).isEqualTo(1);
    }

    @Test
    void itsPublicPortHasHealthAndOpenApiButNoMetricsAndNothingOfTheSimulator() {
        // given
        GatewayProcess gateway = start();
        as("ana", gateway).get("/v1/skus").then().statusCode(200);

        // then
        for (String path : List.of("/q/health", "/q/health/started", "/q/health/live", "/q/health/ready")) {
            await().atMost(PATIENCE).untilAsserted(() -> given().baseUri(gateway.baseUrl()).get(path).then()
                    .statusCode(200).body("status", is("UP")));
        }
        given().baseUri(gateway.baseUrl()).get("/q/openapi").then().statusCode(200).body(startsWith("---"),
                containsString("/v1/sku-purchases"));
        given().baseUri(gateway.managementUrl()).get("/q/metrics").then().statusCode(200)
                .body(containsString("jvm_"));
        for (String path : List.of("/", "/index.html", "/playground", "/playground/", "/playground/token?sub=ana",
                "/playground/faults", "/playground/playground.js", "/playground.html", "/simulator/playground.html",
                "/simulator/made-up-key.json", "/simulator/token?sub=ana", "/simulator/ledger", "/simulator/calls",
                "/.well-known/jwks.json", "/q/metrics", "/q/swagger-ui", "/q/dev-ui", "/q/health-ui")) {
            given().baseUri(gateway.baseUrl()).get(path).then().statusCode(404)
                    .contentType("application/problem+json").body("code", is("ROUTE_NOT_FOUND"));
        }
        given().baseUri(gateway.baseUrl()).body("{}").post("/webhooks/chipi").then().statusCode(404).body("code",
                is("ROUTE_NOT_FOUND"));
        for (String path : List.of("/simulator/token", "/simulator/reset", "/simulator/switches", "/simulator/settle",
                "/simulator/webhook", "/simulator/issuer")) {
            given().baseUri(gateway.baseUrl()).post(path).then().statusCode(404).body("code", is("ROUTE_NOT_FOUND"));
        }
    }

    @Test
    void chipisWebhooksSettleAPurchaseThatNobodyCanPoll() {
        // given
        Map<String, String> variables = new HashMap<>(variables());
        variables.put("CHIPI_WEBHOOK_SECRETS", WEBHOOK_SECRET);
        GatewayProcess gateway = kept(GatewayProcess.start(folder, variables));
        simulator.settling(Settling.never());
        simulator.webhooks().shape(Webhooks.Shape.FULL);
        simulator.webhooks().to(URI.create(gateway.baseUrl() + "/webhooks/chipi"), WEBHOOK_SECRET);
        buy(gateway, order("order-told", phone()));
        awaitConfirmation(gateway, "order-told");
        simulator.switches().reads(Switches.Mode.CUT);

        // when
        simulator.settle("order-told", "SUCCESS");

        // then
        awaitStatus(gateway, "order-told", "SUCCESS");
        assertThat(as("ana", gateway).get("/v1/sku-purchases/order-told/events").asString())
                .containsPattern("\"status\":\"SUCCESS\",\"terminal\":true,\"source\":\"webhook\"");
        // counted once it is applied
        await().atMost(PATIENCE).untilAsserted(() -> given().baseUri(gateway.managementUrl()).get("/q/metrics").then()
                .body(containsString("chipi_webhook_deliveries_total{outcome=\"applied\"} 1.0")));
        assertThat(gateway.log()).doesNotContain(WEBHOOK_SECRET);
    }

    @Test
    void aSecondProcessOnTheSameFileRefusesToStart() {
        // given
        GatewayProcess gateway = start();

        // when
        GatewayProcess second = kept(GatewayProcess.launch(folder, variables()));

        // then
        assertThat(second.awaitExit()).isNotZero();
        assertThat(second.log()).contains("GATEWAY_SQLITE_PATH", "in use by another gateway")
                .doesNotContain("Exception", "\tat ");
        as("ana", gateway).get("/v1/sku-purchases").then().statusCode(200);
    }

    @Test
    void askedToEndItEndsInTimeWithStreamsAndAnOrderStillOpen() throws Exception {
        // given
        Map<String, String> variables = new HashMap<>(variables());
        variables.put("GATEWAY_DRAIN_TIME", "6s");
        GatewayProcess gateway = kept(GatewayProcess.start(folder, variables));
        simulator.settling(Settling.never());
        HttpResponse<Stream<String>> http2 = stream(HttpClient.Version.HTTP_2, gateway, order("order-1", phone()));
        HttpResponse<Stream<String>> http1 = stream(HttpClient.Version.HTTP_1_1, gateway, order("order-2", phone()));
        assertThat(List.of(http2.statusCode(), http1.statusCode())).containsOnly(200);
        as("ana", gateway).contentType(ContentType.JSON).header("Prefer", "wait=0")
                .body(order("order-unanswered", referenceOf(Fault.ANSWERS_LATE))).post("/v1/sku-purchases").then()
                .statusCode(202);
        await().atMost(PATIENCE).until(() -> simulator.ledger().debits() == 3);

        // when
        long asked = System.nanoTime();
        gateway.stop();

        // then, long before Chipi answers
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(12));
        assertThat(gateway.log()).contains("stopped in").doesNotContain("Exception", "\tat ", " ERROR ");
        assertThatCode(() -> http1.body().toList()).as("a reader is told of the end").doesNotThrowAnyException();

        // when
        simulator.settle("order-unanswered", "SUCCESS");

        // then
        awaitStatus(start(), "order-unanswered", "SUCCESS");
        assertThat(simulator.ledger().debits()).isEqualTo(3);
    }

    private HttpResponse<Stream<String>> stream(HttpClient.Version version, GatewayProcess gateway, String order)
            throws IOException, InterruptedException {
        return HttpClient.newBuilder().version(version).build()
                .send(HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/v1/sku-purchases"))
                        .header("Authorization", "Bearer " + token("ana")).header("Accept", "text/event-stream")
                        .header("Content-Type", "application/json").POST(BodyPublishers.ofString(order)).build(),
                        BodyHandlers.ofLines());
    }

    @Test
    void killedInTheMiddleOfPurchasesItLosesAndDoublesNone() {
        // given: one that Chipi has confirmed, and one that it has debited but not answered
        String phone = phone();
        simulator.settling(Settling.never());
        GatewayProcess killed = start();
        buy(killed, order("order-confirmed", phone));
        awaitConfirmation(killed, "order-confirmed");
        as("ana", killed).contentType(ContentType.JSON).header("Prefer", "wait=0")
                .body(order("order-unanswered", referenceOf(Fault.ANSWERS_LATE))).post("/v1/sku-purchases").then()
                .statusCode(202).body("gateway.submission", is("UNCONFIRMED"));
        await().atMost(PATIENCE).until(() -> simulator.ledger().debits("order-unanswered") == 1);

        // when
        killed.kill();
        simulator.settle("order-confirmed", "SUCCESS");
        simulator.settle("order-unanswered", "FAILED");
        GatewayProcess restarted = start();

        // then
        awaitStatus(restarted, "order-confirmed", "SUCCESS");
        awaitStatus(restarted, "order-unanswered", "FAILED");
        as("ana", restarted).get("/v1/sku-purchases").then().body("total", is(2));
        assertThat(simulator.ledger().debits()).isEqualTo(2);
        assertThat(simulator.ledger().doubled()).isEmpty();
        as("ana", restarted).contentType(ContentType.JSON).body(order("order-confirmed", phone))
                .post("/v1/sku-purchases").then().statusCode(200).header("Idempotent-Replayed", "true");
        assertThat(simulator.callsTo("POST", "/v1/sku-purchases")).isEqualTo(2);
    }

    @Test
    void whateverGoesWrongNoSecretIsTold() {
        // given
        GatewayProcess gateway = start();
        int number = 0;

        // when
        for (Fault fault : List.of(Fault.UNAUTHORISED, Fault.REFUSES, Fault.DEBITS_AND_CUTS, Fault.DEBITS_AND_GARBAGE,
                Fault.PROXY_PAGE)) {
            as("ana", gateway).contentType(ContentType.JSON).header("Prefer", "wait=0")
                    .body(order("order-" + number++, referenceOf(fault))).post("/v1/sku-purchases");
        }
        for (String bad : List.of(simulator.issuerOfTokens().forged("ana"),
                simulator.issuerOfTokens().expired("ana", Duration.ofMinutes(1)),
                simulator.issuerOfTokens().foreignKey("ana"),
                simulator.issuerOfTokens().unsigned("ana") + "AAAAAAAA")) {
            bearers.add(bad);
            given().baseUri(gateway.baseUrl()).auth().oauth2(bad).get("/v1/skus").then().statusCode(401);
        }
        as("ana", gateway).header("x-api-key", API_KEY + "1").get("/v1/skus").then().statusCode(403);
        as("ana", gateway).contentType(ContentType.JSON).body("{\"skuReference\":\"" + API_KEY)
                .post("/v1/sku-purchases").then().statusCode(400);

        // then: the adoption of a debit whose answer was lost, and after that nothingSecretIsLeftBehind()
        awaitConfirmation(gateway, "order-2");
        assertThat(gateway.log()).contains("order-2");
    }

    @Test
    void aTicketIsToldToNobodyButWhoAskedForIt() {
        // given
        Map<String, String> variables = new HashMap<>(variables());
        variables.put("QUARKUS_HTTP_ACCESS_LOG_ENABLED", "true");
        GatewayProcess gateway = kept(GatewayProcess.start(folder, variables));
        buy(gateway, order("order-1", phone()));
        String ticket = as("ana", gateway).contentType(ContentType.JSON).body("{\"purchase\":\"order-1\"}")
                .post("/v1/stream-tickets").then().statusCode(201).extract().path("ticket");
        tickets.add(ticket);
        String broken = ticket.substring(1);
        tickets.add(broken);

        // when
        for (String target : List.of("/v1/sku-purchases/order-1/events?ticket=" + broken,
                "/v1/sku-purchases/events?ticket=" + ticket, "/v1/sku-purchases/order-1?ticket=" + ticket,
                "/v1/sku-purchases?status=NEW&ticket=" + ticket, "/v1/nothing?ticket=" + ticket,
                "/v1/sku-purchases/order-1/events?lastEventId=1&ticket=" + ticket + "&ticket=" + broken)) {
            String problem = given().baseUri(gateway.baseUrl()).urlEncodingEnabled(false).get(target).then()
                    .statusCode(oneOf(401, 404)).contentType("application/problem+json").extract().asString();
            assertThat(problem).doesNotContain(ticket, broken);
        }

        // then, and after that nothingSecretIsLeftBehind()
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(gateway.log()).contains(
                "\"GET /v1/sku-purchases/order-1/events HTTP/1.1\" 401", "\"GET /v1/nothing HTTP/1.1\" 404"));
    }

    private GatewayProcess start() {
        return kept(GatewayProcess.start(folder, variables()));
    }

    private GatewayProcess kept(GatewayProcess process) {
        processes.add(process);
        return process;
    }

    private Map<String, String> variables() {
        return Map.of("CHIPI_BASE_URL", simulator.baseUrl(), "CHIPI_PUBLIC_KEY", API_KEY, "GATEWAY_JWT_JWKS_URL",
                simulator.jwksUrl(), "GATEWAY_JWT_ISSUER", simulator.issuer(), "GATEWAY_SQLITE_PATH",
                folder.resolve("store").resolve("gateway.db").toString());
    }

    private RequestSpecification as(String user, GatewayProcess gateway) {
        return given().baseUri(gateway.baseUrl()).auth().oauth2(token(user));
    }

    private String token(String user) {
        String token = simulator.token(user);
        bearers.add(token);
        return token;
    }

    private String phone() {
        return used(String.format("55%08d", 10_000_000 + ++purchases));
    }

    private String referenceOf(Fault fault) {
        return used(fault.reference(7_000 + fault.ordinal()));
    }

    private String used(String reference) {
        references.add(reference);
        return reference;
    }

    private static String order(String hash, String reference) {
        return """
                {"transactionHash":"%s","skuId":"sku-tl-TEL010","skuReference":"%s","currencyAmount":10}"""
                .formatted(hash, reference);
    }

    /** On a slow machine it is answered before Chipi has confirmed it. */
    private void buy(GatewayProcess gateway, String order) {
        as("ana", gateway).contentType(ContentType.JSON).body(order).post("/v1/sku-purchases").then()
                .statusCode(oneOf(201, 202));
    }

    private void awaitConfirmation(GatewayProcess gateway, String hash) {
        await().atMost(PATIENCE).until(() -> as("ana", gateway).get("/v1/sku-purchases/" + hash).jsonPath()
                .getString("gateway.submission"), is("CONFIRMED"));
    }

    private void awaitStatus(GatewayProcess gateway, String hash, String status) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(
                () -> as("ana", gateway).get("/v1/sku-purchases/" + hash).jsonPath().getString("status"), is(status));
    }
}
