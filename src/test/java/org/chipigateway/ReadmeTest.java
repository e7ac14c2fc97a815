package org.chipigateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.chipigateway.chipi.ChipiConfig;
import org.chipigateway.identity.JwtConfig;
import org.chipigateway.identity.TicketConfig;
import org.chipigateway.operations.EdgeConfig;
import org.chipigateway.operations.HousekeepingConfig;
import org.chipigateway.purchase.DrainConfig;
import org.chipigateway.purchase.PurchaseConfig;
import org.chipigateway.store.StoreConfig;
import org.chipigateway.stream.StreamConfig;
import org.chipigateway.webhook.WebhookConfig;
import org.junit.jupiter.api.Test;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;

/** The README's configuration table and links are what is there. */
class ReadmeTest {

    private static final Pattern ROW = Pattern
            .compile("(?m)^\\| `([A-Z_]+)` \\| (?:`([^`]*)`|(required)|optional) \\|");
    private static final Pattern LINK = Pattern.compile("]\\(([^)]+)\\)");

    @Test
    void theTableHoldsEveryVariableOfOurMappingsWithItsDefault() throws IOException {
        // given
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 200, new DurationConverter()).withMapping(ChipiConfig.class)
                .withMapping(JwtConfig.class).withMapping(TicketConfig.class).withMapping(PurchaseConfig.class)
                .withMapping(StoreConfig.class).withMapping(HousekeepingConfig.class).withMapping(WebhookConfig.class)
                .withMapping(EdgeConfig.class).withMapping(StreamConfig.class).withMapping(DrainConfig.class)
                .withDefaultValues(Map.of("chipi.public-key", "required",
                        "gateway.jwt.jwks-url", "required", "gateway.jwt.issuer", "required"))
                .build();
        Map<String, String> expected = new TreeMap<>();
        for (String property : config.getPropertyNames()) {
            expected.put(property, config.getConfigValue(property).getValue());
        }
        expected.put("gateway.jwt.audience", "");
        expected.put("chipi.webhook-secrets", "");
        expected.put("gateway.ticket-secrets", "");
        expected.put("gateway.cors-origins", "");
        expected.put("gateway.trusted-proxies", "");
        // Not a promise: the documented wait is a caller's Prefer header.
        expected.remove("gateway.confirmation-wait");

        // when
        Map<String, String> documented = new TreeMap<>();
        rows().filter(row -> !row.group(1).startsWith("QUARKUS_"))
                .forEach(row -> documented.put(StartUpConfig.property(row.group(1)),
                        Stream.of(row.group(2), row.group(3)).filter(value -> value != null).findFirst().orElse("")));

        // then
        assertThat(documented).isEqualTo(expected);
    }

    @Test
    void everyLinkIntoTheRepositoryLeadsSomewhere() throws IOException {
        assertThat(LINK.matcher(readme()).results().map(link -> link.group(1)).filter(link -> !link.contains("://"))
                .map(link -> Path.of(link.replaceAll("#.*", "")))).isNotEmpty().allMatch(Files::exists);
    }

    private static Stream<MatchResult> rows() throws IOException {
        return ROW.matcher(readme()).results();
    }

    private static String readme() throws IOException {
        return Files.readString(Path.of("README.md"));
    }
}
