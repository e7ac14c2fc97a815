package org.chipigateway.chipi;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class ApiKeyFilterTest {

    @ConfigProperty(name = "chipi.public-key")
    String key;

    /** Stands for every route of ours. */
    @Path("v1/api-key-test")
    public static class Own {

        @GET
        @PermitAll
        public String own() {
            return "own";
        }

        @ServerExceptionMapper
        RestResponse<Void> mismatch(ApiKeyMismatch mismatch) {
            return RestResponse.status(403);
        }
    }

    /** Stands for Chipi's deliveries. */
    @Path("webhooks/api-key-test")
    public static class Delivery {

        @GET
        @PermitAll
        public String delivery() {
            return "delivery";
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "/v1/api-key-test", "//v1/api-key-test", "/v1//api-key-test", "/v1/%61pi-key-test",
        "/webhooks/../v1/api-key-test"})
    void refusesAForeignKeyHoweverThePathIsSpelt(String path) {
        int status = given().urlEncodingEnabled(false)
                .header("x-api-key", "pk_prod_someone-elses")
                .get(path)
                .statusCode();

        assertThat(status).isIn(403, 404);
    }

    @Test
    void refusesAForeignKeyBesideTheOwn() {
        given().header("x-api-key", key, "pk_prod_someone-elses").get("/v1/api-key-test").then().statusCode(403);
        given().header("x-api-key", "").get("/v1/api-key-test").then().statusCode(403);
    }

    @Test
    void letsTheOwnKeyAndNoKeyPass() {
        given().header("x-api-key", key).get("/v1/api-key-test").then().statusCode(200).body(is("own"));
        given().get("/v1/api-key-test").then().statusCode(200).body(is("own"));
    }

    @Test
    void leavesChipisDeliveriesAlone() {
        given().header("x-api-key", "whatever").get("/webhooks/api-key-test").then().statusCode(200);
    }
}
