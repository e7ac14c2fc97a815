package org.chipigateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.util.Map;

import org.chipigateway.simulator.Simulator;
import org.chipigateway.simulator.SimulatorOptions;
import org.chipigateway.simulator.SimulatorTestResource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;

/** Readers that people use miss no event and are told none twice, with the settings of {@code src/docs/streams.md}. */
@Tag("outside")
@QuarkusIntegrationTest
@WithTestResource(value = SimulatorTestResource.class, scope = TestResourceScope.MATCHING_RESOURCES)
class NodeStreamsIT {

    @TestHTTPResource("/")
    URL gateway;

    Simulator simulator;

    @Test
    void readersFromNpmResumeWhereTheyWereCutOff() throws IOException, InterruptedException {
        // when
        var steps = NodeScript.run("streams", Map.of("GATEWAY_URL", gateway.toString().replaceAll("/+$", ""), "API_KEY",
                SimulatorOptions.PRODUCTION_KEY, "SIMULATOR_URL", simulator.issuer()));

        // then
        assertThat(steps).hasSizeGreaterThan(5).allMatch(step -> step.startsWith("ok "));
    }
}
