package org.chipigateway.openapi;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.startsWith;

import java.io.IOException;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import io.quarkus.test.junit.QuarkusTest;

/** What is served is what is written: Quarkus reads the file, and could drop, add or change something. */
@QuarkusTest
class ServedDescriptionTest {

    @ConfigProperty(name = "quarkus.application.version")
    String version;

    @Test
    void servesTheFileWithTheBuildsVersion() throws IOException {
        JsonNode expected = new ApiDescription().root();
        ((ObjectNode) expected.get("info")).put("version", version);

        String json = given().get("/q/openapi?format=json").then().statusCode(200)
                .contentType(startsWith("application/json")).extract().asString();
        String yaml = given().get("/q/openapi").then().statusCode(200).contentType(startsWith("application/yaml"))
                .extract().asString();

        assertThat(new ObjectMapper().readTree(json)).isEqualTo(expected);
        assertThat(new YAMLMapper().readTree(yaml)).isEqualTo(expected);
    }
}
