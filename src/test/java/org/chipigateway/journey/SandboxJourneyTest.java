package org.chipigateway.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.oneOf;

import java.net.URI;
import java.util.List;
import java.util.Map;

import org.chipigateway.simulator.Simulator;
import org.chipigateway.simulator.SimulatorTestResource;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;

/** With a {@code pk_dev_…} key Chipi's POST answers SUCCESS at once: there is nothing to poll. */
@QuarkusTest
@WithTestResource(value = SimulatorTestResource.class, scope = TestResourceScope.RESTRICTED_TO_CLASS, initArgs = @ResourceArg(name = "sandbox", value = "true"))
class SandboxJourneyTest {
    Simulator simulator;

    @TestHTTPResource("/v1/sku-purchases")
    URI purchases;

    @Test
    void answersSuccessAtOnce() {
        RestAssured.given().auth().oauth2(simulator.token("ana")).contentType(ContentType.JSON)
                .body(Journey.body(Journey.hash("dev"), Journey.phone())).post("/v1/sku-purchases").then()
                .statusCode(201)
                .body("status", is(oneOf("PENDING", "SUCCESS"))).body("gateway.submission", is("CONFIRMED"));
    }

    @Test
    void streamsToItsEndWithoutAPoll() throws Exception {
        // given
        String hash = Journey.hash("dev");

        // when
        try (SseClient stream = SseClient.post(purchases, Map.of("Authorization", "Bearer " + simulator.token("ana")),
                Journey.body(hash, Journey.phone()))) {
            await().atMost(Journey.PATIENCE).until(stream::ended);

            // then
            assertThat(stream.blocks().get(stream.blocks().size() - 1).event()).isEqualTo("end");
            List<String> data = stream.events().stream().map(SseClient.Block::data).toList();
            assertThat(data.get(data.size() - 1)).contains("\"status\":\"SUCCESS\"", "dev-sandbox-");
        }
        assertThat(simulator.callsTo("GET", "/v1/sku-purchases")).isZero();
        assertThat(simulator.callsTo("GET", "/v1/transactions")).isZero();
    }
}
