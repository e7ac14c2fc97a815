package org.chipigateway.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HostilityTest {
    private static final String PHONE = "5512345678";

    private final MovableClock clock = new MovableClock();
    private Simulator simulator;
    private SimulatedChipi chipi;

    @BeforeEach
    void start() {
        simulator = Simulator
                .start(new SimulatorOptions().clock(clock).settling(Settling.after(Duration.ofMillis(20))));
        chipi = new SimulatedChipi(simulator);
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void postForgetsWhatGetRemembers() {
        // given
        simulator.hostility(new Hostility(Duration.ofSeconds(2), Duration.ZERO, 0, Duration.ZERO, 0));
        String id = chipi.buy("order-1", PHONE).path("id");

        // when // then
        clock.advance(Duration.ofMillis(1_999));
        assertThat((String) chipi.buy("order-1", PHONE).path("id")).isEqualTo(id);
        clock.advance(Duration.ofMillis(1));
        assertThat((String) chipi.get("/transactions/order-1").path("id")).isEqualTo(id);
        assertThat((String) chipi.buy("order-1", PHONE).path("id")).isNotEqualTo(id);
        assertThat(simulator.ledger().debits("order-1")).isEqualTo(2);
        assertThat((String) chipi.get("/transactions/order-1").path("id")).isEqualTo(id);
    }

    @Test
    void lookUpsLagBehindCommits() {
        // given
        simulator.hostility(new Hostility(null, Duration.ofSeconds(15), 0, Duration.ZERO, 0));
        chipi.buy("order-1", PHONE);

        // when // then
        clock.advance(Duration.ofMillis(14_999));
        chipi.get("/transactions/order-1").then().statusCode(404);
        clock.advance(Duration.ofMillis(1));
        chipi.get("/transactions/order-1").then().statusCode(200);
    }

    @Test
    void cutPostCommitsLater() {
        // when later is far off
        simulator.hostility(new Hostility(null, Duration.ZERO, 1, Duration.ofHours(1), 0));
        assertThatThrownBy(() -> chipi.buy("order-0", PHONE)).isInstanceOf(IOException.class);

        // then
        chipi.get("/transactions/order-0").then().statusCode(404);
        assertThat(simulator.ledger().debits()).isZero();

        // when it is near
        simulator.hostility(new Hostility(null, Duration.ZERO, 1, Duration.ofMillis(20), 0));
        assertThatThrownBy(() -> chipi.buy("order-1", PHONE)).isInstanceOf(IOException.class);

        // then
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> chipi.get("/transactions/order-1").then().statusCode(200));
        assertThat(simulator.ledger().debits("order-1")).isEqualTo(1);
    }

    @Test
    void answersGetLost() {
        // given
        simulator.hostility(new Hostility(null, Duration.ZERO, 0, Duration.ZERO, 1));

        // when // then
        assertThatThrownBy(() -> chipi.buy("order-1", PHONE)).isInstanceOf(IOException.class);
        assertThat(simulator.ledger().debits("order-1")).isEqualTo(1);
    }

    @Test
    void scaledKeepsTheShares() {
        assertThat(Hostility.full().scaled(0.1)).isEqualTo(
                new Hostility(Duration.ofMillis(200), Duration.ofMillis(1_500), 0.1, Duration.ofSeconds(2), 0.1));
    }
}
