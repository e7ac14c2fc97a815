package org.chipigateway.catalog;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.chipigateway.catalog.CatalogueTest.caller;
import static org.chipigateway.chipi.ScriptedServer.json;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import org.awaitility.Awaitility;
import org.chipigateway.catalog.CatalogFailure.InvalidQuery;
import org.chipigateway.catalog.CatalogFailure.Mismatch;
import org.chipigateway.catalog.CatalogFailure.SkuNotFound;
import org.chipigateway.chipi.ChipiFixture;
import org.chipigateway.chipi.ScriptedServer;
import org.chipigateway.chipi.UnlimitedBudget;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;

/** The catalogue over HTTP on both sides. */
@QuarkusTest
class SkuResourceTest {

    private static final String PAGE = "{\"data\":[{\"id\":\"sku-1\",\"new\":0.10,\"name\":\"Número\"}],\"total\":1}";

    private static volatile SkuResource resource;

    @TestHTTPResource("/test/skus")
    URI skus;

    private final TestClock clock = new TestClock();
    private final ScriptedServer server = new ScriptedServer(request -> json(200, PAGE));

    /** The resource as it is, for a caller who needn't prove to be one. */
    @Path("test/skus")
    public static class Unguarded {

        @GET
        @PermitAll
        public Uni<Response> page(@RestQuery String page, @RestQuery String limit, @RestQuery String offset,
                @RestQuery String provider, @RestQuery String category, @RestQuery String chipiCategory,
                @RestQuery String carrierName, @RestQuery String locale, @Context HttpHeaders headers) {
            return resource.page(page, limit, offset, provider, category, chipiCategory, carrierName, locale, headers);
        }

        @GET
        @Path("{id}")
        @PermitAll
        public Uni<Response> sku(@RestPath String id, @Context HttpHeaders headers) {
            return resource.sku(id, headers);
        }

        @ServerExceptionMapper
        RestResponse<String> invalid(InvalidQuery invalid) {
            return RestResponse.ResponseBuilder
                    .ok(invalid.mismatches().stream().map(Mismatch::field).sorted().toList().toString())
                    .status(422)
                    .build();
        }

        @ServerExceptionMapper
        RestResponse<Void> notFound(SkuNotFound notFound) {
            return RestResponse.notFound();
        }
    }

    @BeforeEach
    void open() {
        Catalogue catalogue = new Catalogue(ChipiFixture.chipi(server.url()), new UnlimitedBudget(), clock);
        resource = new SkuResource(catalogue, () -> caller("bearer-1"));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = { "/v1/skus", "/v1/skus/sku-1"})
    void asksWhoCalls(String path) {
        given().get(path).then().statusCode(401);
    }

    @Test
    void handsOnWhatChipiSaidAndNamesIt() {
        // when
        String tag = given().get("/test/skus")
                .then()
                .statusCode(200)
                .contentType("application/json")
                .header("Cache-Control", "private, max-age=300")
                .header("Age", "0")
                .header("Cache-Status", "chipi-gateway; fwd=miss; stored")
                .header("Warning", nullValue())
                .body(equalTo(PAGE))
                .extract()
                .header("ETag");

        // then
        assertThat(tag).matches("\"[0-9a-f]{32}\"");
        clock.advance(Duration.ofSeconds(60));
        for (String condition : List.of(tag, "\"other\", " + tag, "W/" + tag, "*")) {
            given().header("If-None-Match", condition)
                    .get("/test/skus")
                    .then()
                    .statusCode(304)
                    .header("ETag", tag)
                    .header("Age", "60")
                    .header("Cache-Status", "chipi-gateway; hit; ttl=240")
                    .body(is(""));
        }
        given().header("If-None-Match", "\"other\"").get("/test/skus").then().statusCode(200);
        assertThat(server.requests()).hasSize(1);
        assertThat(server.requests().get(0).headers()).containsEntry("authorization", "Bearer bearer-1");
    }

    @Test
    void passesEveryFilterOn() {
        given().get("/test/skus?page=2&limit=100&offset=0&provider=TET&category=LUZ&chipiCategory=X&carrierName=cfe"
                + "&locale=es&__chipi_api_version=2025-12-30&unknown=1").then().statusCode(200);

        assertThat(server.requests().get(0).target().split("[?&]")).containsExactlyInAnyOrder("/v1/skus", "page=2",
                "limit=100", "offset=0", "provider=TET", "category=LUZ", "chipiCategory=X", "carrierName=cfe",
                "locale=es", "__chipi_api_version=2025-12-30");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = { "page=0;[page]", "page=x;[page]", "page=1.5;[page]",
        "page=99999999999;[page]",
        "limit=0;[limit]", "limit=101;[limit]", "offset=-1;[offset]", "carrierName=%00;[carrierName]",
        "page=0&limit=-1&offset=x;[limit, offset, page]"})
    void reportsAllParametersOutOfBoundsAtOnce(String query, String fields) {
        given().urlEncodingEnabled(false).get("/test/skus?" + query).then().statusCode(422).body(is(fields));
        given().get("/test/skus?provider=" + "x".repeat(101)).then().statusCode(422);

        assertThat(server.connections()).isZero();
    }

    @Test
    void takesAnEmptyParameterForNone() {
        given().get("/test/skus?page=&provider=&limit=").then().statusCode(200);

        assertThat(server.requests().get(0).target()).isEqualTo("/v1/skus?__chipi_api_version=2025-12-30");
    }

    @Test
    void marksAnOldCopyWhileChipiIsDown() {
        // given
        given().get("/test/skus").then().statusCode(200);
        clock.advance(Duration.ofHours(1));
        server.close();

        // then
        given().get("/test/skus")
                .then()
                .statusCode(200)
                .header("Warning", "110 - \"Response is Stale\"")
                .header("Age", "3600")
                .header("Cache-Status", "chipi-gateway; hit; ttl=-3300")
                .body(equalTo(PAGE));
    }

    @Test
    void knowsOneSkuAndNoneThatCannotBe() {
        // given
        String sku = "{\"id\":\"sku-1\",\"new\":1.0}";
        server.script(request -> json(200, sku));

        // then
        given().get("/test/skus/sku-1").then().statusCode(200).body(equalTo(sku));
        given().get("/test/skus/" + "x".repeat(101)).then().statusCode(404);
        given().urlEncodingEnabled(false).get("/test/skus/a%20b").then().statusCode(404);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void asksChipiOnceForFiftyCallersAtOnce() {
        // given
        CountDownLatch allHere = new CountDownLatch(1);
        server.script(request -> out -> {
            allHere.await();
            return json(200, PAGE).run(out);
        });
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(skus).build();

        // when
        List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, 50)
                .mapToObj(i -> client.sendAsync(request, BodyHandlers.ofString()))
                .toList();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> server.requests().size() == 1);
        allHere.countDown();

        // then
        assertThat(answers).allSatisfy(answer -> assertThat(answer.join().body()).isEqualTo(PAGE));
        assertThat(server.requests()).hasSize(1);
    }
}
