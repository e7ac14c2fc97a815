package org.chipigateway.simulator;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;

/** How a {@link Simulator} behaves. Every setter returns this object; the defaults are Chipi's. */
public final class SimulatorOptions {

    /** A made-up key of Chipi's production shape: purchases debit and settle in their own time. */
    public static final String PRODUCTION_KEY = "pk_prod_MadeUpForTheSimulator00000000001";

    /** A made-up key of Chipi's sandbox shape: SUCCESS at once. */
    public static final String SANDBOX_KEY = "pk_dev_MadeUpForTheSimulator000000000001";

    String host = "localhost";
    int port;
    Set<String> keys = new LinkedHashSet<>(List.of(PRODUCTION_KEY, SANDBOX_KEY));
    int requestsPerMinute = 100;
    Settling settling = Settling.likeChipi();
    Duration carrierWindow = Duration.ofMinutes(15);
    Duration restoreAfter = Duration.ofSeconds(1);
    Duration answerLateBy = Duration.ofSeconds(12);
    Duration invisibleFor = Duration.ofSeconds(5);
    Hostility hostility = Hostility.NONE;
    URI webhookUrl;
    String webhookSecret;
    Webhooks.Shape webhookShape = Webhooks.Shape.THIN;
    List<Duration> webhookPauses = List.of(Duration.ofSeconds(2), Duration.ofSeconds(10));
    Path journal;
    InstantSource clock = InstantSource.system();
    InstantSource tokenClock = InstantSource.system();
    RandomGenerator random = new Random();

    /** The address to listen on; {@code localhost} unless told. */
    public SimulatorOptions host(String host) {
        this.host = host;
        return this;
    }

    /** 0, the default, takes a free one. */
    public SimulatorOptions port(int port) {
        this.port = port;
        return this;
    }

    /** The API keys that are accepted; each has its own rows and its own rate limit. */
    public SimulatorOptions keys(String... keys) {
        this.keys = new LinkedHashSet<>(List.of(keys));
        return this;
    }

    /** Calls per key in any 60 seconds before 429; 100 unless told. */
    public SimulatorOptions requestsPerMinute(int requestsPerMinute) {
        this.requestsPerMinute = requestsPerMinute;
        return this;
    }

    public SimulatorOptions settling(Settling settling) {
        this.settling = settling;
        return this;
    }

    /** How long a carrier refuses the same SKU and reference; zero: never. 15 minutes unless told. */
    public SimulatorOptions carrierWindow(Duration carrierWindow) {
        this.carrierWindow = carrierWindow;
        return this;
    }

    /** From FAILED to the restored credits; one second unless told. */
    public SimulatorOptions restoreAfter(Duration restoreAfter) {
        this.restoreAfter = restoreAfter;
        return this;
    }

    /** What {@link Fault#ANSWERS_LATE} means; 12 s unless told. */
    public SimulatorOptions answerLateBy(Duration answerLateBy) {
        this.answerLateBy = answerLateBy;
        return this;
    }

    /** What {@link Fault#INVISIBLE} means; 5 s unless told. */
    public SimulatorOptions invisibleFor(Duration invisibleFor) {
        this.invisibleFor = invisibleFor;
        return this;
    }

    public SimulatorOptions hostility(Hostility hostility) {
        this.hostility = hostility;
        return this;
    }

    /** Where deliveries go and what they are signed with; none are sent unless told. */
    public SimulatorOptions webhook(URI url, String secret) {
        Webhooks.requireSecret(url, secret);
        this.webhookUrl = url;
        this.webhookSecret = secret;
        return this;
    }

    public SimulatorOptions webhookShape(Webhooks.Shape shape) {
        this.webhookShape = shape;
        return this;
    }

    /** The pauses before the second, third… attempt; Chipi makes three attempts in all. */
    public SimulatorOptions webhookPauses(Duration... pauses) {
        this.webhookPauses = List.of(pauses);
        return this;
    }

    /** A file that carries rows and ledger over a restart; in memory only unless told. */
    public SimulatorOptions journal(Path journal) {
        this.journal = journal;
        return this;
    }

    /** The clock of days, windows and timestamps. Delays always take real time. */
    public SimulatorOptions clock(InstantSource clock) {
        this.clock = clock;
        return this;
    }

    /** The clock by which tokens are issued and expire. */
    public SimulatorOptions tokenClock(InstantSource tokenClock) {
        this.tokenClock = tokenClock;
        return this;
    }

    public SimulatorOptions random(RandomGenerator random) {
        this.random = random;
        return this;
    }
}
