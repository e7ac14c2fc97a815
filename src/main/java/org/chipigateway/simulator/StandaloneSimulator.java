package org.chipigateway.simulator;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Runs the simulator on its own, beside a packaged gateway. Options are arguments ({@code --settle-after=PT2S}) or
 * variables ({@code SIMULATOR_SETTLE_AFTER=PT2S}): see {@code src/docs/simulator.md}.
 */
public final class StandaloneSimulator {
    private static final Set<String> OPTIONS = Set.of("host", "port", "keys", "requests-per-minute", "settle-after",
            "settle-factor", "carrier-window", "webhook-url", "webhook-secret", "webhook-shape", "journal", "hostile",
            "hostile-factor");

    private StandaloneSimulator() {
    }

    public static void main(String[] arguments) {
        Simulator simulator;
        try {
            simulator = Simulator.start(options(read(arguments, System.getenv())));
        } catch (IllegalArgumentException nonsense) {
            System.err.println("simulator: " + nonsense.getMessage());
            System.exit(2);
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(simulator::close));
        System.out.println("CHIPI_BASE_URL=" + simulator.baseUrl());
        System.out.println("CHIPI_PUBLIC_KEY=" + simulator.firstKey());
        System.out.println("GATEWAY_JWT_JWKS_URL=" + simulator.jwksUrl());
        System.out.println("GATEWAY_JWT_ISSUER=" + simulator.issuer());
    }

    static Map<String, String> read(String[] arguments, Map<String, String> environment) {
        Map<String, String> values = new HashMap<>();
        for (String option : OPTIONS) {
            String value = environment.get("SIMULATOR_" + option.toUpperCase(Locale.ROOT).replace('-', '_'));
            if (value != null && !value.isBlank()) {
                values.put(option, value);
            }
        }
        for (String argument : arguments) {
            String[] parts = argument.split("=", 2);
            String option = parts[0].startsWith("--") ? parts[0].substring(2) : "";
            if (!OPTIONS.contains(option)) {
                throw new IllegalArgumentException("there is no option " + parts[0]);
            }
            values.put(option, parts.length == 2 ? parts[1] : "true");
        }
        return values;
    }

    static SimulatorOptions options(Map<String, String> values) {
        SimulatorOptions options = new SimulatorOptions().port(8089);
        values.forEach((option, value) -> {
            try {
                set(options, values, option, value);
            } catch (RuntimeException nonsense) {
                throw new IllegalArgumentException("--" + option + ": " + nonsense.getMessage(), nonsense);
            }
        });
        return options;
    }

    private static void set(SimulatorOptions options, Map<String, String> values, String option, String value) {
        switch (option) {
            case "host" -> options.host(value);
            case "port" -> options.port(Integer.parseInt(value));
            case "keys" -> options.keys(value.split(","));
            case "requests-per-minute" -> options.requestsPerMinute(Integer.parseInt(value));
            case "settle-after" -> options.settling(Settling.after(Duration.parse(value)));
            case "settle-factor" -> options.settling(Settling.likeChipi().scaled(Double.parseDouble(value)));
            case "carrier-window" -> options.carrierWindow(Duration.parse(value));
            case "webhook-url" -> options.webhook(URI.create(value), values.getOrDefault("webhook-secret", ""));
            case "webhook-shape" -> options.webhookShape(Webhooks.Shape.valueOf(value.toUpperCase(Locale.ROOT)));
            case "journal" -> options.journal(Path.of(value));
            case "hostile" -> options.hostility(Boolean.parseBoolean(value)
                    ? Hostility.full().scaled(Double.parseDouble(values.getOrDefault("hostile-factor", "1")))
                    : Hostility.NONE);
            default -> {
                // read with the option that it belongs to
            }
        }
    }
}
