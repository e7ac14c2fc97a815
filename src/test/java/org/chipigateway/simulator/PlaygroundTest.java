package org.chipigateway.simulator;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Singleton;
import jakarta.ws.rs.ext.Provider;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import io.quarkus.arc.profile.IfBuildProfile;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;

class PlaygroundTest {
    private final Vertx vertx = Vertx.vertx();
    private final Simulator simulator = Simulator.start(new SimulatorOptions());
    private HttpServer server;

    @BeforeEach
    void serve() throws Exception {
        Router router = Router.router(vertx);
        new Playground(simulator).route(router);
        server = vertx.createHttpServer().requestHandler(router).listen(0, "localhost").toCompletionStage()
                .toCompletableFuture().get();
    }

    @AfterEach
    void stop() throws Exception {
        simulator.close();
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    @ParameterizedTest
    @CsvSource({ "/,text/html", "/playground/playground.js,text/javascript",
        "/playground/chipi-gateway.js,text/javascript",
        "/playground/example.js,text/javascript", "/playground/playground.css,text/css"})
    void filesAreServedUnderAPolicyThatAllowsNoInlineScript(String path, String type) {
        given().get(at(path)).then().statusCode(200).contentType(containsString(type)).header("Content-Security-Policy",
                containsString("script-src 'self'"));
    }

    @ParameterizedTest
    @CsvSource({ "/playground/made-up-key.json", "/playground/catalogue.json",
        "/playground/..%2fapplication.properties",
        "/other"})
    void nothingElseIsServed(String path) {
        given().urlEncodingEnabled(false).get(at(path)).then().statusCode(404);
    }

    @Test
    void tokensAreForThePageOnly() {
        // when
        String token = given().get(at("/playground/token?sub=luis")).path("token");

        // then
        assertThat(simulator.issuerOfTokens().subjectOf(token)).isEqualTo("luis");
        given().header("Sec-Fetch-Site", "cross-site").get(at("/playground/token?sub=luis")).then().statusCode(403);
        given().get(at("/playground/token")).then().statusCode(400);
        given().get(at("/playground/faults")).then().body("code", hasSize(Fault.values().length));
    }

    @Test
    void theFileThatPagesCopyIsShort() throws IOException {
        assertThat(Files.readAllLines(Path.of("src/main/resources/simulator/chipi-gateway.js")))
                .hasSizeLessThanOrEqualTo(80).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(120));
    }

    @Test
    void pagesEscapeWhatTheyShow() throws IOException {
        for (Path file : pages()) {
            assertThat(Files.readString(file)).as(file.toString()).doesNotContain("innerHTML", "outerHTML",
                    "insertAdjacentHTML", "document.write", "eval(", "onclick=", "style=");
        }
    }

    @Test
    void pagesLieWhereQuarkusDoesNotServeThem() throws IOException {
        assertThat(pages()).isNotEmpty();
        Path served = Path.of("src/main/resources/META-INF/resources");
        assertThat(Files.exists(served.resolve("simulator")) || Files.exists(served.resolve("index.html"))).isFalse();
    }

    @Test
    void onlyDevModeHasABeanOfTheSimulator() {
        // given
        JavaClasses classes = new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("org.chipigateway.simulator");

        // when // then
        assertThat(classes).filteredOn(PlaygroundTest::isFoundByQuarkus).isNotEmpty()
                .allMatch(bean -> bean.isAnnotatedWith(IfBuildProfile.class)
                        && bean.getAnnotationOfType(IfBuildProfile.class).value().equals("dev"));
    }

    private static boolean isFoundByQuarkus(JavaClass type) {
        return type.isAnnotatedWith(ApplicationScoped.class) || type.isAnnotatedWith(Singleton.class)
                || type.isAnnotatedWith(Provider.class) || type.isAnnotatedWith(jakarta.ws.rs.Path.class);
    }

    private String at(String path) {
        return "http://localhost:" + server.actualPort() + path;
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/simulator"))) {
            return files.filter(file -> file.toString().matches(".*\\.(html|js|css)")).toList();
        }
    }
}
