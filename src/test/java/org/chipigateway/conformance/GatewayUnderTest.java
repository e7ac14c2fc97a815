package org.chipigateway.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import org.chipigateway.GatewayProcess;
import org.chipigateway.simulator.Settling;
import org.chipigateway.simulator.Simulator;
import org.chipigateway.simulator.SimulatorOptions;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The one gateway that all checks of a run share: the one at {@code -Dbase}; in an ordinary build the packaged one, started for
 * it beside a simulator.
 */
class GatewayUnderTest implements ParameterResolver {
    private static final Namespace HERE = Namespace.create(GatewayUnderTest.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext checks) {
        return parameter.getParameter().getType() == Target.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext checks) {
        return checks.getRoot().getStore(HERE).computeIfAbsent(Target.class, first -> target());
    }

    private static Target target() {
        return TargetSettings.property("base")
                .map(base -> new Target(URI.create(base), TargetSettings.fromSystemProperties(), () -> {
                })).orElseGet(GatewayUnderTest::packaged);
    }

    private static Target packaged() {
        Simulator simulator = Simulator.start(new SimulatorOptions().requestsPerMinute(10_000)
                .settling(Settling.after(Duration.ofMillis(1_500))));
        GatewayProcess gateway = GatewayProcess.start(folder(), Map.of("CHIPI_BASE_URL", simulator.baseUrl(),
                "CHIPI_PUBLIC_KEY", SimulatorOptions.PRODUCTION_KEY, "CHIPI_REQUESTS_PER_MINUTE", "10000",
                "GATEWAY_JWT_JWKS_URL", simulator.jwksUrl(), "GATEWAY_JWT_ISSUER", simulator.issuer()));
        TargetSettings settings = new TargetSettings(Optional.of(simulator.token("ana")),
                Optional.of(simulator.token("bob")),
                Optional.of(simulator.issuerOfTokens().token("olga", Duration.ofHours(1), "operator")),
                Optional.empty(), Optional.empty(), true);
        return new Target(URI.create(gateway.baseUrl()), settings, () -> {
            gateway.close();
            simulator.close();
        });
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory(Files.createDirectories(Path.of("target", "conformance")), "run-")
                    .toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
