package org.chipigateway.simulator;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The simulator of dev mode. */
@ConfigMapping(prefix = "simulator")
public interface SimulatorConfig {

    @WithDefault("8089")
    int port();

    /** The API keys that it accepts. */
    @WithDefault(SimulatorOptions.PRODUCTION_KEY + "," + SimulatorOptions.SANDBOX_KEY)
    List<String> keys();

    /** The file that carries its rows and its ledger over a restart. */
    Optional<Path> journal();

    /** Where its deliveries go; none: nowhere. */
    Optional<URI> webhookUrl();

    /** What they are signed with; needed with the address. */
    Optional<String> webhookSecret();
}
