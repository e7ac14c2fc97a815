package org.chipigateway.crash;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.chipigateway.GatewayProcess;
import org.chipigateway.simulator.SimulatorOptions;

/** A crash run starts so many gateways that their start is most of its work: half of it is saved here. */
final class FastStart {
    private static final List<String> FLAGS = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m");

    private FastStart() {
    }

    /** Lets one gateway start and end, and leave an archive of its classes. */
    static List<String> flags(Path folder) {
        Path archive = folder.resolve("classes.jsa");
        GatewayProcess gateway = GatewayProcess.launchWith(with("-XX:ArchiveClassesAtExit=" + archive), folder,
                Map.of("CHIPI_BASE_URL", "http://localhost:1/v1", "CHIPI_PUBLIC_KEY", SimulatorOptions.PRODUCTION_KEY,
                        "GATEWAY_JWT_JWKS_URL", "http://localhost:1/jwks.json", "GATEWAY_JWT_ISSUER",
                        "http://localhost:1", "GATEWAY_SQLITE_PATH", folder.resolve("first.db").toString()));
        try (gateway) {
            gateway.awaitListening();
            gateway.stop();
        }
        return with("-XX:SharedArchiveFile=" + archive);
    }

    private static List<String> with(String flag) {
        return Stream.concat(FLAGS.stream(), Stream.of(flag)).toList();
    }
}
