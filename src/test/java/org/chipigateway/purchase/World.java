package org.chipigateway.purchase;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.random.RandomGenerator;

import org.chipigateway.chipi.Account;
import org.chipigateway.chipi.Chipi;
import org.chipigateway.chipi.MonotonicClock;
import org.chipigateway.chipi.RequestBudget;
import org.chipigateway.chipi.UnlimitedBudget;
import org.chipigateway.identity.Caller;
import org.chipigateway.identity.Owner;
import org.chipigateway.store.Disk;

import io.smallrye.mutiny.subscription.Cancellable;

/** A gateway that may crash at any moment, with what survives it: its disk, Chipi, the callers, and time. */
final class World implements AutoCloseable {
    static final Duration RESTART = Duration.ofSeconds(3);

    // Thousands of crashes would fill the build's output; kept, because a logger that nobody holds forgets its level.
    private static final Logger GATEWAYS_LOG = Logger.getLogger("org.chipigateway");

    final Agenda agenda;
    final Disk disk = new Disk();
    final SteppedStore.Mood storeMood = new SteppedStore.Mood();
    final Upstream upstream;
    final Chronicle chronicle = new Chronicle();
    Runnable restarted = () -> {
    };
    boolean lookUpFirst;
    /** Some customers' tokens live no longer than that, others an hour. */
    Duration bearersLive = Duration.ofSeconds(60);
    /** Every 30 s in production; rarer where only the number of steps would grow. */
    Duration sweepEvery = Duration.ofSeconds(30);
    /** Both as in production. */
    Duration sweepInboxFirst = Duration.ofSeconds(2);
    Duration sweepInboxEvery = Duration.ofSeconds(5);
    /** A process's connection to Chipi. */
    Function<Object, Chipi> connection;

    /** Whose request leaves next, in each process. */
    Function<Object, RequestBudget> budget = process -> new UnlimitedBudget(this::monotonicNanos);

    /** How each process times its polls. */
    Function<MonotonicClock, PollingSchedule> schedule = clock -> new LearntSchedule(clock, new TestChipi());

    private final Instant start;
    private final Level level = GATEWAYS_LOG.getLevel();
    private GatewayLife life;
    private Duration adjusted = Duration.ZERO;
    private Duration suspended = Duration.ZERO;
    private boolean standing;
    private int bearers;

    World(Instant start, RandomGenerator chance, Duration carrierWindow) {
        this(new Agenda(start, chance), carrierWindow);
    }

    World(Agenda agenda, Duration carrierWindow) {
        this.start = agenda.instant();
        this.agenda = agenda;
        this.upstream = new Upstream(agenda, carrierWindow);
        this.connection = process -> new StepwiseChipi(agenda, process, upstream, Account.of(new TestChipi()));
        GATEWAYS_LOG.setLevel(Level.OFF);
    }

    /** Null while no process runs, or none that moves. */
    GatewayLife life() {
        return standing ? null : life;
    }

    /** With the clock set right: what one does to it between two processes is beyond what the gateway promises. */
    void startProcess() {
        adjusted = Duration.ZERO;
        life = new GatewayLife(this);
        life.start();
    }

    void crash() {
        if (life != null) {
            agenda.drop(life);
            life = null;
        }
    }

    void crashAndRestart() {
        crash();
        agenda.after(RESTART, this, "a new process starts", () -> {
            startProcess();
            restarted.run();
        });
    }

    /** The process stands still while time goes on, as under a debugger or a starved scheduler. */
    void stall(Duration time) {
        agenda.note("the process stands still for " + time);
        standing = true;
        agenda.runUntilWithout(life, agenda.instant().plus(time));
        standing = false;
    }

    /** The whole machine sleeps: its monotonic clock does, too. */
    void suspend(Duration time) {
        suspended = suspended.plus(time);
        stall(time);
    }

    /** Somebody sets the gateway's clock. */
    void adjustClock(Duration to) {
        adjusted = to;
    }

    Instant wallClock() {
        return agenda.instant().plus(adjusted);
    }

    long monotonicNanos() {
        return Duration.between(start, agenda.instant()).minus(suspended).toNanos();
    }

    /** As Chipi does it: up to three times, until it gets its 200. */
    void deliver(String body) {
        deliver(body, List.of(Duration.ofSeconds(2), Duration.ofSeconds(10)));
    }

    private void deliver(String body, List<Duration> pauses) {
        Cancellable again = pauses.isEmpty()
                ? () -> {
                }
                : agenda.after(pauses.get(0), this, "a delivery is told again",
                        () -> deliver(body, pauses.subList(1, pauses.size())));
        if (life() != null) {
            life().deliver(body).subscribe().with(taken -> again.cancel(),
                    failure -> agenda.note("not taken: " + failure));
        }
    }

    /** The owner with a bearer just issued, which says itself when it ends. */
    Caller caller(Owner owner) {
        Instant end = agenda.instant().plus(bearersLive);
        return new Caller(owner, "bearer-" + ++bearers + ":" + end.toEpochMilli(), end, Set.of());
    }

    @Override
    public void close() {
        GATEWAYS_LOG.setLevel(level);
        disk.close();
    }
}
