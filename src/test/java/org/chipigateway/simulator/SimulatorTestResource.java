package org.chipigateway.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/**
 * Starts a {@link Simulator} on a free port and points the gateway at it, in the test's own process or as a packaged
 * program, with a store of its own. Test fields of type {@link Simulator} get it.
 *
 * <p>
 * Purchases settle after 300 ms unless the argument {@code settleAfter} (ISO-8601) says else; carriers accept repeats;
 * the rate limit is out of the way unless {@code requestsPerMinute} is given; {@code sandbox=true} takes the key of
 * Chipi's DEV sandbox.
 */
public class SimulatorTestResource implements QuarkusTestResourceLifecycleManager {
    /** What deliveries to the gateway are to be signed with; the simulator itself sends none unless a test tells it where to. */
    public static final String WEBHOOK_SECRET = "the-newest-webhook-secret";
    /** Still accepted. */
    public static final String OLD_WEBHOOK_SECRET = "an-older-webhook-secret";
    /** The gateway's: so long after a send nothing is concluded from its absence. */
    public static final Duration QUIET_TIME = Duration.ofSeconds(2);

    private final SimulatorOptions options = new SimulatorOptions().requestsPerMinute(1_000_000)
            .settling(Settling.after(Duration.ofMillis(300))).carrierWindow(Duration.ZERO)
            .restoreAfter(Duration.ofMillis(200)).answerLateBy(Duration.ofSeconds(2))
            .invisibleFor(Duration.ofSeconds(2))
            // A late debit comes well within the quiet time that start() sets, as at Chipi.
            .hostility(new Hostility(null, Duration.ZERO, 0, Duration.ofSeconds(1), 0));
    private String key = SimulatorOptions.PRODUCTION_KEY;
    private Simulator simulator;

    @Override
    public void init(Map<String, String> arguments) {
        if (arguments.containsKey("settleAfter")) {
            options.settling(Settling.after(Duration.parse(arguments.get("settleAfter"))));
        }
        if (arguments.containsKey("requestsPerMinute")) {
            options.requestsPerMinute(Integer.parseInt(arguments.get("requestsPerMinute")));
        }
        key = Boolean.parseBoolean(arguments.get("sandbox"))
                ? SimulatorOptions.SANDBOX_KEY
                : SimulatorOptions.PRODUCTION_KEY;
    }

    @Override
    public Map<String, String> start() {
        simulator = Simulator.start(options);
        return Map.of("chipi.base-url", simulator.baseUrl(), "chipi.public-key", key, "gateway.jwt.jwks-url",
                simulator.jwksUrl(), "gateway.jwt.issuer", simulator.issuer(), "gateway.sqlite-path",
                freshDirectory().resolve("gateway.db").toString(), "chipi.quiet-time", QUIET_TIME.toString(),
                // A test that expects Chipi's confirmation gets it, however slow the machine is.
                "gateway.confirmation-wait", "50s", "chipi.webhook-secrets",
                WEBHOOK_SECRET + ", " + OLD_WEBHOOK_SECRET);
    }

    private static Path freshDirectory() {
        try {
            return Files.createTempDirectory(Files.createDirectories(Path.of("target", "test-stores")), "store-")
                    .toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(simulator, field -> field.getType() == Simulator.class);
    }

    @Override
    public void stop() {
        if (simulator != null) {
            simulator.close();
        }
    }
}
