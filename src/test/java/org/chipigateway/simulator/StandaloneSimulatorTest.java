package org.chipigateway.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;

class StandaloneSimulatorTest {

    @Test
    void argumentsWinOverVariables() {
        // when
        Map<String, String> values = StandaloneSimulator.read(
                new String[]{ "--port=9001", "--hostile", "--hostile-factor=0.1"},
                Map.of("SIMULATOR_PORT", "9000", "SIMULATOR_SETTLE_AFTER", "PT2S", "SIMULATOR_KEYS",
                        "pk_prod_a,pk_dev_b"));
        SimulatorOptions options = StandaloneSimulator.options(values);

        // then
        assertThat(options.port).isEqualTo(9001);
        assertThat(options.settling.draw(new Random())).contains(Duration.ofSeconds(2));
        assertThat(options.keys).containsExactly("pk_prod_a", "pk_dev_b");
        assertThat(options.hostility).isEqualTo(Hostility.full().scaled(0.1));
    }

    @Test
    void madeUpKeysHaveTheShapeThatTheSdkAccepts() {
        assertThat(new SimulatorOptions().keys).hasSize(2)
                .allMatch(key -> key.matches("^pk_(dev|prod)_[a-zA-Z0-9]{32,}$"));
    }

    @Test
    void nonsenseIsNamed() {
        assertThatThrownBy(() -> StandaloneSimulator.read(new String[]{ "--prot=1"}, Map.of()))
                .hasMessageContaining("--prot");
        assertThatThrownBy(() -> StandaloneSimulator.options(Map.of("port", "many"))).hasMessageContaining("--port");
        assertThatThrownBy(() -> StandaloneSimulator.options(Map.of("webhook-url", "http://localhost/")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
