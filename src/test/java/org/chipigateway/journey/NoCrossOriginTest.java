package org.chipigateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;

/** Where no origin is listed, CORS isn't there, and nobody is refused on account of where their page comes from. */
@QuarkusTest
class NoCrossOriginTest extends Journey {

    @Test
    void noAnswerSaysAWordAboutIt() {
        for (String origin : List.of("https://shop.example", "https://localhost:" + gateway.getPort(), "null")) {
            // when
            Response bought = as("ana").header("Origin", origin).contentType(ContentType.JSON)
                    .body(body(hash("page"), phone())).post("/v1/sku-purchases");
            Response preflight = CrossOriginTest.preflight(origin, "/v1/sku-purchases");

            // then
            assertThat(bought.statusCode()).isEqualTo(201);
            for (Response each : List.of(bought, preflight)) {
                CrossOriginTest.assertNothingOfCors(each);
                assertThat(each.headers().hasHeaderWithName("Vary")).isFalse();
            }
        }
    }
}
