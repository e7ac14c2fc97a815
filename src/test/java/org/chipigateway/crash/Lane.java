package org.chipigateway.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

import org.chipigateway.GatewayProcess;
import org.chipigateway.crash.Tally.Count;
import org.chipigateway.simulator.Settling;
import org.chipigateway.simulator.Simulator;
import org.chipigateway.simulator.SimulatorOptions;

/** One gateway after another on one database file, with its own simulator and its own clients. */
final class Lane implements AutoCloseable {
    private static final Duration POST_WITHIN = Duration.ofSeconds(3);

    private final Path folder;
    private final CrashSettings settings;
    private final List<String> jvmFlags;
    private final Tally tally;
    private final Random random;
    private final Simulator simulator;
    private final Address address = new Address();
    private final Orders orders;
    private final Load load;
    private volatile GatewayProcess gateway;
    private volatile boolean closed;

    /** @param jvmFlags for every gateway */
    Lane(int number, Path folder, CrashSettings settings, List<String> jvmFlags, Tally tally) {
        this.folder = folder;
        this.settings = settings;
        this.jvmFlags = jvmFlags;
        this.tally = tally;
        this.random = new Random(settings.seed() + number);
        this.simulator = Simulator.start(new SimulatorOptions().hostility(settings.hostility())
                .requestsPerMinute(1_000_000).carrierWindow(Duration.ZERO).restoreAfter(Duration.ofMillis(1))
                .settling(settling(settings.slowestSettling())).random(new Random(settings.seed() - number)));
        this.orders = new Orders(simulator.issuerOfTokens());
        this.load = new Load(orders, address, tally, new Random(random.nextLong()));
        load.begin();
    }

    /** Mostly within seconds; some outlive a few kills. */
    private static Settling settling(Duration slowest) {
        Settling usual = Settling.logNormal(Duration.ofSeconds(1), Duration.ofSeconds(5));
        Settling slow = Settling.logNormal(slowest.dividedBy(3), slowest);
        return random -> (random.nextInt(10) == 0 ? slow : usual).draw(random);
    }

    /** One life, to its SIGKILL. */
    void round() {
        Life life = Life.draw(random, settings.scale(), tally.medianStart());
        simulator.switches().slow(life.chipiIsSlowBy());
        load.pause(life.pause());
        if (life.killedInStart()) {
            launch();
            kill(life.length(), true);
            return;
        }
        start();
        assertThat(gateway.endsWithin(life.length())).as("ended by itself").isFalse();
        boolean aimed = life.aim() != null && load.awaitPost(POST_WITHIN);
        kill(aimed ? life.aim() : Duration.ZERO, false);
    }

    private void kill(Duration after, boolean inStart) {
        assertThat(gateway.endsWithin(after)).as("ended by itself").isFalse();
        boolean inFlight = load.underWay() > 0;
        gateway.kill();
        address.gone();
        tally.add(Count.KILLS);
        tally.add(inStart ? Count.KILLS_IN_START : inFlight ? Count.KILLS_IN_FLIGHT : Count.KILLS_IDLE);
        countErrors();
    }

    private void countErrors() {
        tally.add(Count.ERRORS, gateway.log().lines().filter(line -> line.contains(" ERROR ")).count());
    }

    /** The last life: nothing new is bought, all that is open comes to its end, and the evidence is gathered. */
    Evidence reconcile() {
        simulator.switches().slow(Duration.ZERO);
        start();
        load.finish();
        Evidence evidence = new Reconciliation(gateway.baseUrl(), simulator, orders, load)
                .evidence(settings.patience());
        countErrors();
        new Outcome(evidence, simulator).countInto(tally);
        return evidence;
    }

    List<Violation> violations(Evidence evidence) {
        return Stream.concat(load.unexpected().stream(), Audit.of(evidence).stream()).toList();
    }

    /** What Chipi was asked about this purchase and what the gateways said of it, to find out how it came to a violation. */
    String trace(String hash) {
        return new Trace(folder, simulator).of(hash);
    }

    int doubledSoFar() {
        return simulator.ledger().doubled().size();
    }

    private void start() {
        long launched = System.nanoTime();
        launch();
        gateway.awaitListening();
        tally.started(Duration.ofNanos(System.nanoTime() - launched));
        address.is(gateway.baseUrl());
    }

    private synchronized void launch() {
        assertThat(closed).as("closed").isFalse();
        gateway = GatewayProcess.launchWith(jvmFlags, folder, Map.of("CHIPI_BASE_URL", simulator.baseUrl(),
                "CHIPI_REQUESTS_PER_MINUTE", "1000000", "CHIPI_PUBLIC_KEY", simulator.firstKey(), "CHIPI_QUIET_TIME",
                settings.quietTime().toString(),
                "GATEWAY_SUBMIT_WITHIN", settings.submitWithin().toString(), "GATEWAY_JWT_JWKS_URL",
                simulator.jwksUrl(), "GATEWAY_JWT_ISSUER", simulator.issuer(), "GATEWAY_SQLITE_PATH",
                folder.resolve("gateway.db").toString()));
    }

    static void delete(Path directory) {
        if (Files.notExists(directory)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (gateway != null) {
            gateway.close();
        }
        load.close();
        simulator.close();
    }
}
