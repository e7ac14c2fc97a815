package org.chipigateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts the packaged gateway as an operator does. */
class PackagedStartIT {

    private static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String SECRET = "short-secret";
    private static final Pattern ADDRESSES = Pattern
            .compile("Listening on: http://\\S+?:(\\d+)\\. Management interface listening on http://\\S+?:(\\d+)\\.");

    @TempDir
    private Path directory;

    @BeforeEach
    void packaged() {
        assumeTrue(Files.exists(JAR), "packaged by mvn verify");
    }

    @Test
    void withoutItsVariablesItNamesThemAllAndDoesNotStart() throws Exception {
        // when
        Process gateway = start(Map.of("CHIPI_WEBHOOK_SECRETS", SECRET, "CHIPI_QUIET_TIME", "soon"));

        // then
        assertThat(gateway.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(gateway.exitValue()).isEqualTo(1);
        assertThat(said()).contains("CHIPI_PUBLIC_KEY is missing", "GATEWAY_JWT_JWKS_URL is missing",
                "GATEWAY_JWT_ISSUER is missing", "CHIPI_WEBHOOK_SECRETS is malformed", "CHIPI_QUIET_TIME is malformed")
                .doesNotContain(SECRET).doesNotContain("Exception");
    }

    @Test
    void variablesInADotEnvFileCountToo() throws Exception {
        // given
        Files.writeString(directory.resolve(".env"), "CHIPI_PUBLIC_KEY=pk_dev_0123456789\n");

        // when
        Process gateway = start(Map.of("GATEWAY_JWT_ISSUER", "https://issuer.test"));

        // then
        assertThat(gateway.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(said()).contains("GATEWAY_JWT_JWKS_URL is missing").doesNotContain("CHIPI_PUBLIC_KEY",
                "GATEWAY_JWT_ISSUER");
    }

    @Test
    void withThemItStartsWithHealthOnThePublicPortAndMetricsOnTheOther() throws Exception {
        // given
        Process gateway = start(Map.of("CHIPI_PUBLIC_KEY", "pk_dev_0123456789", "GATEWAY_JWT_JWKS_URL",
                "http://127.0.0.1:1/jwks.json", "GATEWAY_JWT_ISSUER", "https://issuer.test"));
        try {
            // when
            Matcher address = await().atMost(PATIENCE).until(() -> ADDRESSES.matcher(said()), Matcher::find);
            String main = "http://127.0.0.1:" + address.group(1);
            String management = "http://127.0.0.1:" + address.group(2);

            // then
            assertThat(get(main + "/q/health/live").statusCode()).isEqualTo(200);
            assertThat(get(main + "/q/openapi").statusCode()).isEqualTo(200);
            assertThat(get(main + "/q/metrics").statusCode()).isEqualTo(404);
            assertThat(get(management + "/q/metrics").statusCode()).isEqualTo(200);
            assertThat(get(main + "/v1/nowhere").body()).contains("ROUTE_NOT_FOUND");
        } finally {
            gateway.destroy();
            gateway.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private Process start(Map<String, String> variables) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar", JAR.toString()).directory(directory.toFile()).redirectErrorStream(true)
                .redirectOutput(log().toFile());
        builder.environment().keySet().removeIf(name -> name.matches("(CHIPI|GATEWAY|QUARKUS)_.*"));
        builder.environment().putAll(Map.of("QUARKUS_HTTP_PORT", "0", "QUARKUS_MANAGEMENT_PORT", "0"));
        builder.environment().putAll(variables);
        return builder.start();
    }

    private static HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(url)).build(),
                BodyHandlers.ofString());
    }

    private String said() throws IOException {
        return new String(Files.readAllBytes(log()), StandardCharsets.UTF_8);
    }

    private Path log() {
        return directory.resolve("said.txt");
    }
}
