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

/** Chipi's Node guide works against the packaged gateway, with nothing changed but the base URL. */
@Tag("outside")
@QuarkusIntegrationTest
@WithTestResource(value = SimulatorTestResource.class, scope = TestResourceScope.MATCHING_RESOURCES)
class NodeSdkIT {

    @TestHTTPResource("/")
    URL gateway;

    Simulator simulator;

    @Test
    void theGuideBuysAirtimeAndReadsErrors() throws IOException, InterruptedException {
        // when
        var steps = NodeScript.run("guide", Map.of("GATEWAY_URL", gateway.toString().replaceAll("/+$", ""), "API_KEY",
                SimulatorOptions.PRODUCTION_KEY, "BEARER", simulator.token("ana"), "REFERENCE", "5512345678",
                "POLL_MILLIS", "250"));

        // then
        assertThat(steps).hasSizeGreaterThan(10).allMatch(step -> step.startsWith("ok "));
    }
}
