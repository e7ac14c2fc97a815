package org.chipigateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;

import org.chipigateway.simulator.Simulator;
import org.chipigateway.simulator.SimulatorOptions;
import org.chipigateway.simulator.SimulatorTestResource;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;

/** Chipi's Node guide works against the packaged gateway, with nothing changed but the base URL. */
@QuarkusIntegrationTest
@WithTestResource(value = SimulatorTestResource.class, scope = TestResourceScope.MATCHING_RESOURCES)
class NodeSdkIT {

    @TestHTTPResource("/")
    URL gateway;

    Simulator simulator;

    @Test
    void theGuideBuysAirtimeAndReadsErrors() throws IOException, InterruptedException {
        // when
        var steps = NodeGuide.run(gateway.toString(), SimulatorOptions.PRODUCTION_KEY, simulator.token("ana"),
                "5512345678");

        // then
        assertThat(steps).hasSizeGreaterThan(10).allMatch(step -> step.startsWith("ok "));
    }
}
