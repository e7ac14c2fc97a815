package org.chipigateway.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.chipigateway.purchase.StoreHealth;
import org.flywaydb.core.Flyway;
import org.jboss.logging.Logger;

import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import io.quarkus.flyway.FlywayDataSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;

/**
 * The database and the threads that may wait for it: one that writes, so that transactions are serial and events leave in commit
 * order, and a few that read beside it (WAL). Their queues are bounded, and so is the time that anybody waits for an answer: a store
 * that can't keep up, or can't be written, says so.
 */
@ApplicationScoped
class Database implements StoreHealth {
    private static final Logger LOG = Logger.getLogger(Database.class);
    private static final int READERS = 4;
    private static final int ANSWERERS = 2;
    private static final Duration STOP_WITHIN = Duration.ofSeconds(10);
    private static final long WATCH_EVERY_MILLIS = 100;
    /** Earlier than the scheduler, which starts at 0: a job must meet neither a closed store nor a start that is given up. */
    private static final int BEFORE_ANY_JOB = Integer.MIN_VALUE;

    private static final int AFTER_ALL_OTHERS = Integer.MAX_VALUE;

    /** Work on one connection. */
    @FunctionalInterface
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    private final AgroalDataSource dataSource;
    private final Flyway flyway;
    private final SqliteFile file;
    private final StoreQueue writer = new StoreQueue("store-writer", 1, new StoreTroubles("write"), System::nanoTime);
    private final StoreQueue readers = new StoreQueue("store-reader", READERS, new StoreTroubles("read"),
            System::nanoTime);
    private final ExecutorService answers = Executors.newFixedThreadPool(ANSWERERS,
            task -> new Thread(task, "store-answer"));
    private final ScheduledExecutorService watch = Executors
            .newSingleThreadScheduledExecutor(task -> new Thread(task, "store-watch"));

    Database(@DataSource("sqlite") AgroalDataSource dataSource, @FlywayDataSource("sqlite") Flyway flyway,
            SqliteFile file) {
        this.dataSource = dataSource;
        this.flyway = flyway;
        this.file = file;
    }

    /** Before anything else that starts: nothing may read a store that hasn't been checked and migrated. */
    void open(@Observes @Priority(BEFORE_ANY_JOB) StartupEvent start) {
        file.claim();
        new StoreCheck(dataSource, flyway, file).run();
        watch.scheduleWithFixedDelay(this::giveUpWhatIsOverdue, WATCH_EVERY_MILLIS, WATCH_EVERY_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    private void giveUpWhatIsOverdue() {
        writer.giveUpWhatIsOverdue();
        readers.giveUpWhatIsOverdue();
    }

    /** @param committed runs after the commit on the writing thread, so that it sees results in commit order */
    <T> Uni<T> write(Work<T> work, Consumer<T> committed) {
        return answered(writer.ask(patience -> {
            Connection connection = dataSource.getConnection();
            T result;
            try {
                result = SqliteTransaction.run(connection, patience, work);
            } catch (SqliteTransaction.Unended unended) {
                // Nobody may meet the half transaction that is left on it.
                dataSource.flush(AgroalDataSource.FlushMode.ALL);
                throw unended;
            } finally {
                giveBack(connection);
            }
            committed.accept(result);
            return result;
        }));
    }

    /** What fails here changes nothing of what was committed, so nobody is told that it did. */
    private static void giveBack(Connection connection) {
        try {
            connection.close();
        } catch (SQLException | RuntimeException broken) {
            LOG.warn("A connection could not be given back", broken);
        }
    }

    /** Each statement sees the newest commit. */
    <T> Uni<T> read(Work<T> work) {
        return answered(readers.ask(patience -> {
            try (Connection connection = dataSource.getConnection()) {
                return work.on(connection);
            }
        }));
    }

    /**
     * What is done with an answer must not keep the store's threads from the next one. Nor may it queue for the workers: those who
     * open streams hold one each while they wait for this very answer.
     */
    private <T> Uni<T> answered(Uni<T> answer) {
        return answer.emitOn(answers);
    }

    /** Writes only where the last write failed: a probe costs an fsync, and without requests nothing else would find the end of it. */
    @Override
    public Uni<Void> check() {
        return read(Database::counter).chain(() -> writer.inTrouble()
                ? write(StoreCheck::changeNothing, nothing -> {
                })
                : Uni.createFrom().voidItem());
    }

    private static long counter(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet counter = statement.executeQuery("select last_id from event_counter")) {
            return counter.getLong(1);
        }
    }

    /** After all who use it were told, and while its connections are still there: what was asked of it is done. */
    void end(@Observes @Priority(AFTER_ALL_OTHERS) ShutdownEvent end) throws InterruptedException {
        close();
    }

    /** Also where the start was given up, of which Quarkus tells no end. */
    @PreDestroy
    void close() throws InterruptedException {
        writer.shutdown();
        readers.shutdown();
        if (!writer.awaitTermination(STOP_WITHIN.toSeconds())) {
            LOG.warnf("The store was still writing after %s", STOP_WITHIN);
        }
        watch.shutdown();
        answers.shutdown();
        // What is done with the last answers needs what Quarkus takes down next.
        answers.awaitTermination(STOP_WITHIN.toSeconds(), TimeUnit.SECONDS);
    }
}
