package org.chipigateway.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
@WithTestResource(value = SimulatorTestResource.class, scope = TestResourceScope.MATCHING_RESOURCES)
class SimulatorTestResourceTest {
    Simulator simulator;

    @Test
    void gatewayIsPointedAtTheSimulator() {
        // when
        String baseUrl = ConfigProvider.getConfig().getValue("chipi.base-url", String.class);

        // then
        assertThat(baseUrl).isEqualTo(simulator.baseUrl());
        new SimulatedChipi(simulator).buy("order-1", "5512345678").then().statusCode(201).body("status",
                equalTo("PENDING"));
        assertThat(simulator.ledger().debits("order-1")).isEqualTo(1);
    }
}
