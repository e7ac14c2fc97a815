package org.chipigateway.simulator;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.restassured.specification.RequestSpecification;

class SwitchesTest {
    private Simulator simulator;
    private SimulatedChipi chipi;

    @BeforeEach
    void start() {
        simulator = Simulator.start(new SimulatorOptions().settling(Settling.never()));
        chipi = new SimulatedChipi(simulator);
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @ParameterizedTest
    @CsvSource({ "ERROR_500,500", "HTML,503", "GARBAGE,200", "UNAUTHORISED,401", "RATE_LIMITED,429"})
    void allCallsAreAnsweredSo(Switches.Mode mode, int status) {
        // when
        simulator.switches().all(mode);

        // then
        chipi.get("/skus").then().statusCode(status);
        chipi.buy("order-1", "5512345678").then().statusCode(status);
        assertThat(simulator.ledger().debits()).isZero();

        // when
        simulator.switches().normal();

        // then
        chipi.get("/skus").then().statusCode(200);
    }

    @ParameterizedTest
    @CsvSource({ "CUT", "HALF_ANSWER"})
    void connectionsAreCut(Switches.Mode mode) {
        // when
        simulator.switches().posts(mode);

        // then
        assertThatThrownBy(() -> chipi.buy("order-1", "5512345678").asString()).isInstanceOf(IOException.class);
        assertThat(simulator.ledger().debits()).isZero();
        chipi.get("/skus").then().statusCode(200);
    }

    @Test
    void slow() {
        // given
        simulator.switches().slow(Duration.ofMillis(300));
        long before = System.nanoTime();

        // when
        chipi.buy("order-1", "5512345678").then().statusCode(201);

        // then
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(290));
    }

    @Test
    void connectionsAreRefusedAndAcceptedAgainOnTheSamePort() {
        // given
        int port = simulator.port();

        // when // then
        simulator.refuseConnections();
        assertThatThrownBy(() -> chipi.get("/skus")).isInstanceOf(ConnectException.class);
        simulator.acceptConnections();
        chipi.get("/skus").then().statusCode(200);
        assertThat(simulator.port()).isEqualTo(port);
    }

    @Test
    void takenPortIsNamed() {
        assertThatThrownBy(() -> Simulator.start(new SimulatorOptions().port(simulator.port())))
                .hasMessageContaining(":" + simulator.port());
    }

    @Test
    void resetForgetsEverything() {
        // given
        chipi.buy("order-1", "5512345678");
        simulator.switches().all(Switches.Mode.HTML);
        simulator.settling(Settling.after(Duration.ZERO));
        simulator.requestsPerMinute(0);
        simulator.issuerOfTokens().down(true);

        // when
        simulator.reset();

        // then
        assertThat(simulator.ledger().debits()).isZero();
        assertThat(simulator.calls()).isEmpty();
        chipi.get("/transactions/order-1").then().statusCode(404);
        chipi.buy("order-1", "5512345678").then().statusCode(201).body("status", equalTo("PENDING"));
        given().get(simulator.jwksUrl()).then().statusCode(200);
    }

    @Test
    void resetForgetsWhatWouldHaveBeenDebitedLater() {
        // given
        simulator.hostility(new Hostility(null, Duration.ZERO, 1, Duration.ofMillis(200), 0));
        assertThatThrownBy(() -> chipi.buy("order-1", "5512345678")).isInstanceOf(IOException.class);

        // when
        simulator.reset();

        // then
        await().during(Duration.ofMillis(400)).atMost(Duration.ofSeconds(30))
                .until(() -> simulator.ledger().debits() == 0);
    }

    @Test
    void everythingIsThereByHttpToo() {
        // given
        RequestSpecification controls = given().baseUri(simulator.issuer());
        chipi.buy("order-1", "5512345678");
        chipi.buy("order-2", "5587654321");

        // when // then
        controls.get("/simulator/ledger").then().body("debits", equalTo(2)).body("doubled", hasSize(0)).body("spent",
                equalTo(20));
        controls.get("/simulator/ledger?hash=order-1").then().body("debits", equalTo(1))
                .body("entries.transactionHash", contains("order-1"));
        controls.get("/simulator/calls?method=POST").then().body("count", equalTo(2)).body("calls.status",
                contains(201, 201));
        controls.post("/simulator/settle?hash=order-1&status=FAILED").then().statusCode(204);
        chipi.get("/transactions/order-1").then().body("status", equalTo("FAILED"));
        controls.post("/simulator/switches?reads=html").then().statusCode(204);
        chipi.get("/skus").then().statusCode(503);
        controls.post("/simulator/switches?all=nonsense").then().statusCode(400).body("message", notNullValue());
        controls.post("/simulator/reset").then().statusCode(204);
        controls.get("/simulator/ledger").then().body("debits", equalTo(0));
        chipi.get("/skus").then().statusCode(200);
    }
}
