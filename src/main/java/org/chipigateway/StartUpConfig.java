package org.chipigateway;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

import org.eclipse.microprofile.config.Config;

import io.smallrye.config.DotEnvConfigSourceProvider;
import io.smallrye.config.PropertiesConfigSourceLoader;
import io.smallrye.config.SmallRyeConfigBuilder;

/** The configuration before Quarkus has started: the same sources, in the same order. */
final class StartUpConfig {

    private static final String PROFILE = "quarkus.profile";
    private static final String OUR_FILE = "application.properties";
    private static final int OUR_FILE_ORDINAL = 250;
    /** Beside the gateway, for operators. */
    private static final String OPERATORS_FILE = Path.of("config", OUR_FILE).toUri().toString();
    private static final int OPERATORS_FILE_ORDINAL = 260;

    private StartUpConfig() {
    }

    static Config read() {
        Config profile = builder().build();
        String profiles = profile.getOptionalValue(PROFILE, String.class).orElse("prod");
        return builder().withProfiles(List.of(profiles.split(","))).build();
    }

    /** @return null where it isn't set; may be empty */
    static String value(Config config, String variable) {
        return config.getConfigValue(property(variable)).getValue();
    }

    /** {@code GATEWAY_JWT_JWKS_URL} is {@code gateway.jwt.jwks-url}: what the packages' mappings call it. */
    static String property(String variable) {
        String name = variable.toLowerCase(Locale.ROOT);
        for (String prefix : List.of("chipi_", "gateway_jwt_", "gateway_postgresql_", "gateway_", "quarkus_http_",
                "quarkus_management_")) {
            if (name.startsWith(prefix)) {
                return prefix.replace('_', '.') + name.substring(prefix.length()).replace('_', '-');
            }
        }
        throw new IllegalArgumentException(variable);
    }

    private static SmallRyeConfigBuilder builder() {
        ClassLoader loader = Main.class.getClassLoader();
        return new SmallRyeConfigBuilder().forClassLoader(loader).addDefaultInterceptors().addSystemSources()
                .withSources(new DotEnvConfigSourceProvider())
                .withSources(PropertiesConfigSourceLoader.inFileSystem(OPERATORS_FILE, OPERATORS_FILE_ORDINAL, loader))
                .withSources(PropertiesConfigSourceLoader.inClassPath(OUR_FILE, OUR_FILE_ORDINAL, loader));
    }
}
