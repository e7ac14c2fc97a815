package org.chipigateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.oneOf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

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

/** A backup of the packaged gateway's store while purchases are made, and a gateway that goes on from it. */
@Tag("long")
class BackupIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final List<GatewayProcess> processes = new ArrayList<>();
    private Simulator simulator;
    private String token;

    @BeforeEach
    void startChipi() {
        simulator = Simulator.start(new SimulatorOptions().settling(Settling.after(Duration.ofMillis(200)))
                .requestsPerMinute(10_000));
        token = simulator.token("ana");
    }

    @AfterEach
    void endAll() {
        processes.forEach(GatewayProcess::close);
        simulator.close();
    }

    @Test
    void aSecondGatewayGoesOnFromIt() throws Exception {
        // given a gateway under load
        Path backup = folder.resolve("backup.db");
        GatewayProcess gateway = started(database());
        Queue<String> bought = new ConcurrentLinkedQueue<>();
        AtomicBoolean enough = new AtomicBoolean();
        Thread load = new Thread(() -> {
            for (int i = 0; !enough.get(); i++) {
                // On a slow machine one may be answered before Chipi has confirmed it, and has no second event yet.
                if (buy(gateway, "order-" + i, i).then().statusCode(oneOf(201, 202)).extract().statusCode() == 201) {
                    bought.add("order-" + i);
                }
            }
        });
        load.start();
        await().atMost(PATIENCE).until(() -> bought.size() >= 10);

        // when
        List<String> before = List.copyOf(bought);
        GatewayProcess command = kept(
                GatewayProcess.run(folder, onlyTheStore(), "backup", backup.toString()));
        int exit = command.awaitExit();
        await().atMost(PATIENCE).until(() -> bought.size() > before.size() + 3);
        enough.set(true);
        load.join();

        // then
        assertThat(exit).as(command.log()).isZero();
        assertThat(command.log().lines()).containsExactly("The backup is in " + backup);
        assertThat(names(folder)).noneMatch(name -> name.contains("unfinished"));

        // when
        gateway.stop();
        GatewayProcess restored = started(backup);

        // then
        for (String hash : before) {
            as(restored).get("/v1/sku-purchases/" + hash).then().statusCode(200);
        }
        int lastId = as(restored).get("/v1/sku-purchases").jsonPath().getInt("gateway.lastEventId");
        assertThat(lastId).isGreaterThanOrEqualTo(2 * before.size());
        buy(restored, "after", 99_000).then().statusCode(oneOf(201, 202));
        assertThat(as(restored).get("/v1/sku-purchases/after").jsonPath().getInt("gateway.lastEventId"))
                .isGreaterThan(lastId);
        assertThat(simulator.ledger().doubled()).isEmpty();
    }

    @Test
    void itSaysWhyThereIsNone() throws Exception {
        // given
        Path precious = Files.writeString(folder.resolve("precious"), "precious");

        // when
        GatewayProcess without = kept(GatewayProcess.run(folder, onlyTheStore(), "backup"));
        GatewayProcess ofNothing = kept(GatewayProcess.run(folder, onlyTheStore(), "backup", "copy.db"));

        // then
        assertThat(without.awaitExit()).isEqualTo(2);
        assertThat(without.log()).startsWith("Usage: backup <file>");
        assertThat(ofNothing.awaitExit()).isEqualTo(1);
        assertThat(ofNothing.log().lines())
                .containsExactly("GATEWAY_SQLITE_PATH: there is no database at " + database());

        // when
        Files.createDirectories(database().getParent());
        Files.createFile(database());
        GatewayProcess overwriting = kept(GatewayProcess.run(folder, onlyTheStore(), "backup", precious.toString()));

        // then
        assertThat(overwriting.awaitExit()).isEqualTo(1);
        assertThat(overwriting.log().lines()).singleElement().asString().contains(precious + " is there already");
        assertThat(precious).hasContent("precious");
    }

    /** SQLite's library is unpacked at each start, and a killed process can't clean up. */
    @Test
    void killsLeaveOneCopyOfTheLibraryAndABackupNone() throws Exception {
        // given
        for (int i = 0; i < 2; i++) {
            started(database()).kill();
        }
        assertThat(libraries()).hasSize(1);

        // when
        GatewayProcess command = kept(
                GatewayProcess.run(folder, onlyTheStore(), "backup", folder.resolve("copy.db").toString()));

        // then
        assertThat(command.awaitExit()).as(command.log()).isZero();
        assertThat(libraries()).hasSize(1);
        assertThat(names(folder)).filteredOn(name -> name.startsWith("chipi-gateway")).hasSize(1);
    }

    private List<String> libraries() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("sqlite-") && !name.endsWith(".lck")).toList();
        }
    }

    private static List<String> names(Path of) throws IOException {
        try (Stream<Path> files = Files.list(of)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private GatewayProcess started(Path database) {
        Map<String, String> variables = new HashMap<>(onlyTheStore());
        variables.putAll(Map.of("CHIPI_BASE_URL", simulator.baseUrl(), "CHIPI_REQUESTS_PER_MINUTE", "10000",
                "CHIPI_PUBLIC_KEY", SimulatorOptions.PRODUCTION_KEY, "GATEWAY_JWT_JWKS_URL", simulator.jwksUrl(),
                "GATEWAY_JWT_ISSUER",
                simulator.issuer(), "GATEWAY_SQLITE_PATH", database.toString()));
        return kept(GatewayProcess.start(folder, variables));
    }

    private GatewayProcess kept(GatewayProcess process) {
        processes.add(process);
        return process;
    }

    private Map<String, String> onlyTheStore() {
        return Map.of("GATEWAY_SQLITE_PATH", database().toString());
    }

    private Path database() {
        return folder.resolve("store").resolve("gateway.db");
    }

    private Response buy(GatewayProcess gateway, String hash, int number) {
        return as(gateway).contentType(ContentType.JSON).body("""
                {"transactionHash":"%s","skuId":"sku-tl-TEL010","skuReference":"55%08d","currencyAmount":10}"""
                .formatted(hash, 10_000_000 + number)).post("/v1/sku-purchases");
    }

    private RequestSpecification as(GatewayProcess gateway) {
        return given().baseUri(gateway.baseUrl()).auth().oauth2(token);
    }
}
