package org.chipigateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.oneOf;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.chipigateway.simulator.Fault;
import org.chipigateway.simulator.Settling;
import org.chipigateway.simulator.Simulator;
import org.chipigateway.simulator.SimulatorOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;

/**
 * The packaged gateway while its database can't be written: new purchases are refused with 503 in bounded time, none is half made
 * or made later by surprise, and with the end of the trouble everything goes on by itself.
 */
@Tag("long")
class StoreTroubleIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Eight seconds, and what fifty clients that begin at once take for themselves. */
    private static final Duration BOUNDED = Duration.ofSeconds(20);
    private static final Path PRLIMIT = Path.of("/usr/bin/prlimit");
    private static final int CALLERS = 50;

    @TempDir
    private Path folder;

    private final Set<String> tokens = new HashSet<>();
    private final List<String> references = new CopyOnWriteArrayList<>();
    private Simulator simulator;
    private GatewayProcess gateway;
    private String token;

    @BeforeEach
    void startBoth() {
        simulator = Simulator.start(new SimulatorOptions().settling(Settling.never()).requestsPerMinute(1_000)
                .answerLateBy(Duration.ofSeconds(12)));
        gateway = GatewayProcess.start(folder, Map.of("CHIPI_BASE_URL", simulator.baseUrl(), "CHIPI_PUBLIC_KEY",
                SimulatorOptions.PRODUCTION_KEY, "GATEWAY_JWT_JWKS_URL", simulator.jwksUrl(), "GATEWAY_JWT_ISSUER",
                simulator.issuer(), "GATEWAY_SQLITE_PATH", database().toString()));
        token = simulator.token("ana");
        tokens.add(token);
        buy("before", "wait=0").then().statusCode(oneOf(201, 202));
        await().atMost(PATIENCE).until(() -> submission("before"), is("CONFIRMED"));
    }

    @AfterEach
    void nothingSecretIsInTheLog() {
        try {
            assertThat(references).isNotEmpty();
            assertThat(gateway.log()).doesNotContain(references.toArray(String[]::new))
                    .doesNotContain(tokens.toArray(String[]::new)).doesNotContain("\tat ");
        } finally {
            gateway.close();
            simulator.close();
        }
    }

    @Test
    void lockedByAnotherProgram() throws Exception {
        // given
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        List<CompletableFuture<Response>> refused = new ArrayList<>();
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + database());
                Statement statement = other.createStatement()) {
            statement.execute("begin immediate");

            // when
            for (int i = 0; i < CALLERS; i++) {
                String hash = "locked-" + i;
                String body = body(hash, phone(i));
                refused.add(CompletableFuture.supplyAsync(() -> buyWith(body), callers));
            }

            // then
            for (int i = 0; i < CALLERS; i++) {
                assertUnavailable(refused.get(i).get(), "locked-" + i);
                assertThat(refused.get(i).get().time()).isLessThan(BOUNDED.toMillis());
            }
            ready().then().statusCode(503);
            as().get("/v1/sku-purchases/before").then().statusCode(200);
            simulator.settle("before", "SUCCESS");
            statement.execute("rollback");
        } finally {
            callers.shutdownNow();
        }

        // then
        awaitStatus("before", "SUCCESS");
        await().atMost(PATIENCE).untilAsserted(() -> ready().then().statusCode(200));
        for (int i = 0; i < CALLERS; i++) {
            as().get("/v1/sku-purchases/locked-" + i).then().statusCode(404);
        }
        assertThat(simulator.ledger().debits()).isEqualTo(1);
        buyWith(body("locked-0", phone(0))).then().statusCode(oneOf(201, 202));
        buyWith(body("locked-49", phone(49))).then().statusCode(oneOf(201, 202));
        await().atMost(PATIENCE).until(() -> submission("locked-0"), is("CONFIRMED"));
        await().atMost(PATIENCE).until(() -> submission("locked-49"), is("CONFIRMED"));
        assertThat(simulator.ledger().debits()).isEqualTo(3);
        assertThat(simulator.ledger().doubled()).isEmpty();
    }

    @Test
    void theDiskIsFull() throws Exception {
        // given one that Chipi has, and one that Chipi debits but answers too late to be noted
        assumeTrue(Files.isExecutable(PRLIMIT), "prlimit plays the full disk");
        String late = Fault.ANSWERS_LATE.reference(1);
        references.add(late);
        as().contentType(ContentType.JSON).header("Prefer", "wait=0").body(body("late", late))
                .post("/v1/sku-purchases").then().statusCode(202);
        await().atMost(PATIENCE).until(() -> simulator.ledger().debits("late") == 1);

        // when the journal can't grow, although the log can
        limitFiles(String.valueOf(Files.size(journal())));

        // then
        assertUnavailable(buy("full"), "full");
        assertUnavailable(buy("full"), "full");
        ready().then().statusCode(503);
        as().get("/v1/sku-purchases/before").then().statusCode(200).body("status",
                oneOf("PENDING", "PROCESSING"));
        as().get("/v1/sku-purchases/full").then().statusCode(404);
        simulator.settle("before", "SUCCESS");
        await().atMost(PATIENCE).until(() -> gateway.log().contains("A step of purchase late failed"));
        await().atMost(PATIENCE).until(() -> gateway.log().contains("A step of purchase before failed"));
        assertThat(gateway.log()).containsOnlyOnce("The store can't write").contains("its disk is full");

        // when
        limitFiles("unlimited");

        // then
        awaitStatus("before", "SUCCESS");
        await().atMost(PATIENCE).until(() -> submission("late"), is("CONFIRMED"));
        await().atMost(PATIENCE).untilAsserted(() -> ready().then().statusCode(200));
        buyWith(body("full", references.get(references.size() - 1))).then().statusCode(oneOf(201, 202));
        await().atMost(PATIENCE).until(() -> submission("full"), is("CONFIRMED"));
        assertThat(simulator.ledger().debits("late")).isEqualTo(1);
        assertThat(simulator.ledger().debits("full")).isEqualTo(1);
        assertThat(simulator.ledger().doubled()).isEmpty();
    }

    private void assertUnavailable(Response answer, String hash) {
        answer.then().statusCode(503).contentType("application/problem+json").body("code", is("STORE_UNAVAILABLE"))
                .body("transactionHash", is(hash))
                .body("detail", containsString("repeat the request with the same key"));
    }

    private void limitFiles(String bytes) throws IOException, InterruptedException {
        Process limit = new ProcessBuilder(PRLIMIT.toString(), "--pid", String.valueOf(gateway.pid()),
                "--fsize=" + bytes + ":unlimited").inheritIO().start();
        assertThat(limit.waitFor()).isZero();
    }

    private Path database() {
        return folder.resolve("store").resolve("gateway.db");
    }

    private Path journal() {
        return folder.resolve("store").resolve("gateway.db-wal");
    }

    private Response buy(String hash, String... prefer) {
        return as().contentType(ContentType.JSON).headers(prefer.length == 0 ? Map.of() : Map.of("Prefer", prefer[0]))
                .body(body(hash, phone(hash.length() + 100))).post("/v1/sku-purchases");
    }

    private Response buyWith(String body) {
        return as().contentType(ContentType.JSON).body(body).post("/v1/sku-purchases");
    }

    private RequestSpecification as() {
        return given().baseUri(gateway.baseUrl()).auth().oauth2(token);
    }

    private Response ready() {
        return given().baseUri(gateway.baseUrl()).get("/q/health/ready");
    }

    private String submission(String hash) {
        return as().get("/v1/sku-purchases/" + hash).jsonPath().getString("gateway.submission");
    }

    private void awaitStatus(String hash, String status) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(
                () -> as().get("/v1/sku-purchases/" + hash).jsonPath().getString("status"), is(status));
    }

    private String phone(int number) {
        String phone = String.format("55%08d", 10_000_000 + number);
        references.add(phone);
        return phone;
    }

    private static String body(String hash, String reference) {
        return """
                {"transactionHash":"%s","skuId":"sku-tl-TEL010","skuReference":"%s","currencyAmount":10}"""
                .formatted(hash, reference);
    }
}
