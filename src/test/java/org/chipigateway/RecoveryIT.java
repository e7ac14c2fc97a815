package org.chipigateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.chipigateway.simulator.Fault;
import org.chipigateway.simulator.Hostility;
import org.chipigateway.simulator.Settling;
import org.chipigateway.simulator.Simulator;
import org.chipigateway.simulator.SimulatorOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;

/** What a gateway makes of purchases that another process, another configuration or another database began. */
@Tag("long")
class RecoveryIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String PHONE = "5510000001";

    @TempDir
    private Path folder;

    private final Simulator chipi = Simulator.start(new SimulatorOptions()
            .settling(Settling.after(Duration.ofSeconds(1))).answerLateBy(Duration.ofMinutes(1)));
    private final List<GatewayProcess> processes = new ArrayList<>();

    @AfterEach
    void close() {
        processes.forEach(GatewayProcess::close);
        chipi.close();
    }

    @Test
    void aPurchaseIsFollowedWhereItWasMadeAfterTheGatewayHasMovedOn() {
        // given a purchase that Chipi has debited without an answer
        GatewayProcess before = start(Map.of());
        post(before, "moved", Fault.ANSWERS_LATE.reference(1), 0).then().statusCode(202);
        await().atMost(PATIENCE).until(() -> chipi.ledger().debits("moved") == 1);
        before.kill();

        try (Simulator other = Simulator.start(new SimulatorOptions())) {
            // when
            GatewayProcess after = start(Map.of("CHIPI_BASE_URL", other.baseUrl(), "CHIPI_PUBLIC_KEY",
                    "pk_prod_AnotherMadeUpKey0000000000000001"));

            // then
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200))
                    .until(() -> as(after).get("/v1/sku-purchases/moved").jsonPath().getString("status"),
                            is("SUCCESS"));
            assertThat(other.ledger().debits()).isZero();
            assertThat(chipi.ledger().debits()).isEqualTo(1);
            assertThat(other.callsTo("GET", "/v1/transactions/moved")).isZero();
        }
    }

    @Test
    void afterARestoreAHashIsLookedUpBeforeItsFirstSend() {
        // given a purchase that the restored database doesn't know, and a Chipi that would debit its hash again
        chipi.hostility(new Hostility(Duration.ZERO, Duration.ZERO, 0, Duration.ZERO, 0));
        GatewayProcess lost = start(Map.of());
        post(lost, "restored", PHONE).then().statusCode(201);
        lost.kill();
        GatewayProcess restored = start(Map.of("GATEWAY_LOOK_UP_FIRST", "true", "GATEWAY_SQLITE_PATH",
                folder.resolve("restored.db").toString()));

        // when
        post(restored, "restored", PHONE).then().statusCode(201).body("gateway.submission", is("CONFIRMED"));
        post(restored, "new", "5510000002").then().statusCode(201);

        // then
        assertThat(chipi.ledger().debits("restored")).isEqualTo(1);
        assertThat(chipi.ledger().debits("new")).isEqualTo(1);
        assertThat(chipi.callsTo("GET", "/v1/transactions/new")).isEqualTo(1);
    }

    @Test
    void afterARestoreAHashThatChipiKnowsFromAnotherPurchaseIsNotSent() {
        // given
        GatewayProcess lost = start(Map.of());
        post(lost, "taken", PHONE).then().statusCode(201);
        lost.kill();
        GatewayProcess restored = start(Map.of("GATEWAY_LOOK_UP_FIRST", "true", "GATEWAY_SQLITE_PATH",
                folder.resolve("restored.db").toString()));

        // when
        post(restored, "taken", "5510000003").then().statusCode(409).body("code", is("PURCHASE_INCIDENT")).body(
                "transaction",
                nullValue());

        // then
        assertThat(chipi.ledger().debits()).isEqualTo(1);
        assertThat(chipi.callsTo("POST", "/v1/sku-purchases")).isEqualTo(1);
    }

    private GatewayProcess start(Map<String, String> different) {
        Map<String, String> variables = new HashMap<>(Map.of("CHIPI_BASE_URL", chipi.baseUrl(), "CHIPI_PUBLIC_KEY",
                SimulatorOptions.PRODUCTION_KEY, "GATEWAY_JWT_JWKS_URL", chipi.jwksUrl(), "GATEWAY_JWT_ISSUER",
                chipi.issuer(), "GATEWAY_SQLITE_PATH", folder.resolve("gateway.db").toString()));
        variables.putAll(different);
        GatewayProcess process = GatewayProcess.start(folder, variables);
        processes.add(process);
        return process;
    }

    private RequestSpecification as(GatewayProcess gateway) {
        return given().baseUri(gateway.baseUrl()).auth().oauth2(chipi.token("ana"));
    }

    /** Answered as soon as it has settled. */
    private Response post(GatewayProcess gateway, String hash, String reference) {
        return post(gateway, hash, reference, 50);
    }

    private Response post(GatewayProcess gateway, String hash, String reference, int seconds) {
        return as(gateway).contentType(ContentType.JSON).header("Prefer", "wait=" + seconds).body("""
                {"transactionHash":"%s","skuId":"sku-tl-TEL010","skuReference":"%s","currencyAmount":10}"""
                .formatted(hash, reference)).post("/v1/sku-purchases");
    }
}
