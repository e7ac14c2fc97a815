package org.chipigateway.openapi;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.startsWith;

import org.chipigateway.simulator.SimulatorTestResource;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The packaged gateway, production profile, describes itself to anybody, on its public port. */
@QuarkusIntegrationTest
@WithTestResource(value = SimulatorTestResource.class, scope = TestResourceScope.MATCHING_RESOURCES)
class ServedDescriptionIT {

    @Test
    void needsNoToken() {
        given().get("/q/openapi").then().statusCode(200).contentType(startsWith("application/yaml"));
        given().get("/q/openapi?format=json").then().statusCode(200).contentType(startsWith("application/json"))
                .body("openapi", startsWith("3.1.")).body("paths", hasKey("/v1/sku-purchases/{id}/events"));
    }
}
