package org.chipigateway.simulator;

import static io.restassured.RestAssured.given;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;

/** Asks the packaged gateway itself: none of the simulator's paths may answer in production. */
@QuarkusIntegrationTest
@WithTestResource(value = SimulatorTestResource.class, scope = TestResourceScope.MATCHING_RESOURCES)
class ProductionHasNoSimulatorIT {
    Simulator simulator;

    @ParameterizedTest
    @ValueSource(strings = { "/", "/index.html", "/playground", "/playground/token?sub=ana", "/playground/faults",
        "/playground/playground.js", "/playground/playground.html", "/playground.html", "/simulator/playground.html",
        "/simulator/made-up-key.json", "/simulator/token?sub=ana", "/simulator/ledger", "/simulator/calls",
        "/.well-known/jwks.json"})
    void noPathOfTheSimulatorAnswers(String path) {
        given().get(path).then().statusCode(404);
    }

    @Test
    void theGatewayThatWasAskedIsUp() {
        given().get("/q/health/live").then().statusCode(200);
    }

    @Test
    void theSimulatorInTheTestsProcessIsAnotherProgram() {
        new SimulatedChipi(simulator).get("/skus").then().statusCode(200);
    }
}
