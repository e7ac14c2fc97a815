package org.chipigateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

class StartUpCheckTest {

    private static final Map<String, String> ENOUGH = Map.of("CHIPI_PUBLIC_KEY", "pk_dev_0123456789",
            "GATEWAY_JWT_JWKS_URL", "https://issuer.test/jwks.json", "GATEWAY_JWT_ISSUER", "https://issuer.test");

    @Test
    void threeVariablesAreEnough() {
        assertThat(StartUpCheck.problems(ENOUGH::get)).isEmpty();
    }

    @Test
    void allThatIsMissingIsNamedAtOnce() {
        // when
        List<String> problems = StartUpCheck.problems(none -> null);

        // then
        assertThat(problems).extracting(each -> each.split(" ")[0])
                .containsExactlyInAnyOrderElementsOf(ENOUGH.keySet());
        assertThat(problems).allMatch(each -> each.contains(" is missing: "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "CHIPI_PUBLIC_KEY|sk_prod_01234567890123456789012345678901",
        "CHIPI_PUBLIC_KEY|pk_dev_", "CHIPI_PUBLIC_KEY|pk_dev_with space", "CHIPI_BASE_URL|api.chipipay.com/v1",
        "CHIPI_BASE_URL|ftp://api.chipipay.com", "CHIPI_BASE_URL|https://", "CHIPI_BASE_URL|https://a b",
        "CHIPI_WEBHOOK_SECRETS|a-short-one", "CHIPI_WEBHOOK_SECRETS|long-enough-long-enough,short",
        "CHIPI_WEBHOOK_SECRETS|long-enough-long-enough,", "CHIPI_REQUESTS_PER_MINUTE|0",
        "CHIPI_REQUESTS_PER_MINUTE|many", "CHIPI_REQUESTS_PER_MINUTE|1.5", "CHIPI_QUIET_TIME|soon",
        "CHIPI_QUIET_TIME|0s", "CHIPI_QUIET_TIME|-5s", "GATEWAY_SUBMIT_WITHIN|10 fortnights",
        "GATEWAY_JWT_JWKS_URL|/jwks.json", "GATEWAY_JWT_JWKS_URL|file:/etc/passwd", "GATEWAY_JWT_ISSUER|' spaced '",
        "GATEWAY_DATABASE|postgresql", "GATEWAY_DATABASE|oracle", "GATEWAY_TICKET_SECRETS|short",
        "GATEWAY_CORS_ORIGINS|*", "GATEWAY_CORS_ORIGINS|https://shop.example/path", "GATEWAY_STREAMS_MAX|-1",
        "GATEWAY_TRUSTED_PROXIES|proxy.internal", "GATEWAY_TRUSTED_PROXIES|10.0.0.0/33",
        "GATEWAY_TRUSTED_PROXIES|10.0.0.1, 10.0.0.256", "GATEWAY_TRUSTED_PROXIES|10.0.0.1,,::1",
        "GATEWAY_TRUSTED_PROXIES|10.0.0.1:443", "GATEWAY_TRUSTED_PROXIES|192.0.2.0/",
        "GATEWAY_STREAMS_PER_CALLER|x", "GATEWAY_STREAM_MAX_LIFE|x", "GATEWAY_DRAIN_TIME|-1s",
        "GATEWAY_DUPLICATE_WINDOW|x", "GATEWAY_PURCHASE_HORIZON|x", "GATEWAY_RETENTION|x",
        "GATEWAY_LOOK_UP_FIRST|maybe", "QUARKUS_HTTP_PORT|65536", "QUARKUS_HTTP_PORT|http",
        "QUARKUS_MANAGEMENT_PORT|-1"})
    void whatIsMalformedIsNamedWithoutItsValue(String variable, String value) {
        // when
        List<String> problems = StartUpCheck.problems(with(variable, value)::get);

        // then
        assertThat(problems).singleElement().asString().startsWith(variable + " is malformed: it must ");
        if (value.length() > 8 && !value.equals("postgresql")) {
            assertThat(problems.get(0)).doesNotContain(value);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "CHIPI_BASE_URL|http://127.0.0.1:8089/v1", "GATEWAY_DRAIN_TIME|0s",
        "CHIPI_WEBHOOK_SECRETS|long-enough-long-enough, another-long-enough", "GATEWAY_DATABASE|sqlite",
        "GATEWAY_CORS_ORIGINS|https://shop.example,http://localhost:3000",
        "GATEWAY_TRUSTED_PROXIES|10.0.0.0/8, 192.0.2.7, 2001:db8::/32,::1", "GATEWAY_TRUSTED_PROXIES|''",
        "QUARKUS_HTTP_PORT|0",
        "GATEWAY_LOOK_UP_FIRST|TRUE", "GATEWAY_JWT_AUDIENCE|''"})
    void whatIsWellFormedPasses(String variable, String value) {
        assertThat(StartUpCheck.problems(with(variable, value)::get)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "CHIPI_BASE_URL", "CHIPI_QUIET_TIME", "GATEWAY_SQLITE_PATH", "GATEWAY_DATABASE",
        "GATEWAY_RETENTION", "GATEWAY_LOOK_UP_FIRST", "GATEWAY_JWT_GROUPS_CLAIM", "QUARKUS_MANAGEMENT_PORT"})
    void anEmptyOneThatHasADefaultIsNamed(String variable) {
        for (String nothing : List.of("", " ")) {
            assertThat(StartUpCheck.problems(with(variable, nothing)::get)).singleElement().asString()
                    .startsWith(variable + " is empty: leave it out for its default, or it must ");
        }
    }

    @Test
    void anEmptyVariableOfTheEnvironmentIsSeen() {
        // given
        var config = new SmallRyeConfigBuilder().addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(Map.of("gateway.retention", ""), "test", 100)).build();

        // then
        assertThat(StartUpConfig.value(config, "GATEWAY_RETENTION")).isEmpty();
        assertThat(StartUpConfig.value(config, "GATEWAY_DATABASE")).isNull();
    }

    @ParameterizedTest
    @CsvSource({ "8081,8081", "9000,", ",8080"})
    void thePortsAreTwo(String http, String management) {
        // given
        Map<String, String> all = with("QUARKUS_HTTP_PORT", http);
        all.put("QUARKUS_MANAGEMENT_PORT", management);

        // then
        assertThat(StartUpCheck.problems(all::get)).singleElement().asString().startsWith("QUARKUS_MANAGEMENT_PORT is");
        all.put("QUARKUS_HTTP_PORT", "0");
        all.put("QUARKUS_MANAGEMENT_PORT", "0");
        assertThat(StartUpCheck.problems(all::get)).isEmpty();
    }

    /** The mappings read durations with the converter that the check uses. */
    @ParameterizedTest
    @CsvSource({ "60s,PT60S", "10m,PT10M", "24h,PT24H", "400d,P400D", "PT1M,PT1M", "500ms,PT0.5S", "90,PT90S"})
    void theFormsOfADuration(String form, Duration duration) {
        assertThat(StartUpCheck.problems(with("GATEWAY_RETENTION", form)::get)).isEmpty();
        assertThat(new DurationConverter().convert(form)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = { "CHIPI_PUBLIC_KEY", "GATEWAY_JWT_JWKS_URL"})
    void aReferenceToNothingIsAProblemOfItsOwn(String variable) {
        // given
        Map<String, String> properties = new HashMap<>();
        ENOUGH.forEach((name, value) -> properties.put(StartUpConfig.property(name), value));
        properties.put(StartUpConfig.property(variable), "${nowhere}");
        var config = new SmallRyeConfigBuilder().addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(properties, "test", 100)).build();

        // when
        List<String> problems = new ArrayList<>(
                StartUpCheck.problems(name -> StartUpConfig.value(config, name)));

        // then
        assertThat(problems).singleElement().asString().startsWith(variable);
    }

    @ParameterizedTest
    @CsvSource({ "CHIPI_PUBLIC_KEY,chipi.public-key", "GATEWAY_JWT_JWKS_URL,gateway.jwt.jwks-url",
        "GATEWAY_STREAMS_PER_CALLER,gateway.streams-per-caller", "GATEWAY_DATABASE,gateway.database",
        "QUARKUS_HTTP_PORT,quarkus.http.port", "QUARKUS_MANAGEMENT_PORT,quarkus.management.port"})
    void theVariableIsTheMappingsProperty(String variable, String property) {
        assertThat(StartUpConfig.property(variable)).isEqualTo(property);
    }

    private static Map<String, String> with(String variable, String value) {
        Map<String, String> all = new HashMap<>(ENOUGH);
        all.put(variable, value);
        return all;
    }
}
