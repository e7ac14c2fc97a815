package org.chipigateway.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.chipigateway.purchase.PurchaseFailure;
import org.flywaydb.core.Flyway;
import org.jboss.logging.Logger;

import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import io.quarkus.flyway.FlywayDataSource;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;

/**
 * The database and the threads that may wait for it: one that writes, so that transactions are serial and events leave in commit
 * order, and a few that read beside it (WAL). Their queues are bounded: a store that can't keep up says so.
 */
@ApplicationScoped
class Database {
    private static final Logger LOG = Logger.getLogger(Database.class);
    private static final int READERS = 4;
    private static final int ANSWERERS = 2;
    private static final int LONGEST_QUEUE = 2_000;
    private static final Duration STOP_WITHIN = Duration.ofSeconds(10);
    /** Earlier than the scheduler, which starts at 0: a job must meet neither a closed store nor a start that is given up. */
    private static final int BEFORE_ANY_JOB = Integer.MIN_VALUE;

    /** Work on one connection. */
    @FunctionalInterface
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    private final AgroalDataSource dataSource;
    private final Flyway flyway;
    private final SqliteFile file;
    private final ExecutorService writer = pool(1, "store-writer");
    private final ExecutorService readers = pool(READERS, "store-reader");
    private final ExecutorService answers = Executors.newFixedThreadPool(ANSWERERS,
            task -> new Thread(task, "store-answer"));

    Database(@DataSource("sqlite") AgroalDataSource dataSource, @FlywayDataSource("sqlite") Flyway flyway,
            SqliteFile file) {
        this.dataSource = dataSource;
        this.flyway = flyway;
        this.file = file;
    }

    private static ExecutorService pool(int threads, String name) {
        return new ThreadPoolExecutor(threads, threads, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(LONGEST_QUEUE),
                task -> new Thread(task, name));
    }

    /** Before anything else that starts: nothing may read a store that hasn't been checked and migrated. */
    void open(@Observes @Priority(BEFORE_ANY_JOB) StartupEvent start) {
        file.claim();
        try (Connection connection = dataSource.getConnection(); Statement statement = connection.createStatement()) {
            try (ResultSet check = statement.executeQuery("pragma quick_check(1)")) {
                if (!check.next() || !"ok".equals(check.getString(1))) {
                    throw new StoreRefused("GATEWAY_SQLITE_PATH: the database is damaged; restore it from a backup");
                }
            }
        } catch (SQLException broken) {
            throw new StoreRefused("GATEWAY_SQLITE_PATH: the database cannot be opened (" + broken.getMessage() + ")");
        }
        int migrations = flyway.migrate().migrationsExecuted;
        LOG.debugf("The store is open; %d migrations were run", migrations);
    }

    /** @param committed runs after the commit on the writing thread, so that it sees results in commit order */
    <T> Uni<T> write(Work<T> work, Consumer<T> committed) {
        return run(writer, () -> {
            Connection connection = dataSource.getConnection();
            T result;
            try {
                result = committed(connection, work);
            } finally {
                giveBack(connection);
            }
            committed.accept(result);
            return result;
        });
    }

    private static <T> T committed(Connection connection, Work<T> work) throws SQLException {
        boolean committed = false;
        connection.setAutoCommit(false);
        try {
            T result = work.on(connection);
            connection.commit();
            committed = true;
            return result;
        } finally {
            // Whatever was thrown, an Error too: half a transaction must never be committed by what comes after.
            if (!committed) {
                connection.rollback();
            }
        }
    }

    /** The pool sets auto-commit back. What fails here changes nothing of what was committed, so nobody is told that it did. */
    private static void giveBack(Connection connection) {
        try {
            connection.close();
        } catch (SQLException | RuntimeException broken) {
            LOG.warn("A connection could not be given back", broken);
        }
    }

    /** Each statement sees the newest commit. */
    <T> Uni<T> read(Work<T> work) {
        return run(readers, () -> {
            try (Connection connection = dataSource.getConnection()) {
                return work.on(connection);
            }
        });
    }

    private interface Task<T> {
        T run() throws SQLException;
    }

    private <T> Uni<T> run(ExecutorService threads, Task<T> task) {
        return Uni.createFrom().<T>emitter(emitter -> {
            try {
                threads.execute(() -> {
                    T result;
                    try {
                        result = task.run();
                    } catch (SQLException unavailable) {
                        LOG.error("The store failed", unavailable);
                        emitter.fail(new PurchaseFailure.StoreUnavailable(unavailable));
                        return;
                    } catch (RuntimeException | Error failed) {
                        emitter.fail(failed);
                        return;
                    }
                    emitter.complete(result);
                });
            } catch (RejectedExecutionException full) {
                emitter.fail(new PurchaseFailure.StoreUnavailable(full));
            }
            // What is done with an answer must not keep the store's threads from the next one. Nor may it queue for the
            // workers: those who open streams hold one each while they wait for this very answer.
        }).emitOn(answers);
    }

    @PreDestroy
    void close() throws InterruptedException {
        writer.shutdown();
        readers.shutdown();
        if (!writer.awaitTermination(STOP_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
            LOG.warnf("The store was still writing after %s", STOP_WITHIN);
        }
        answers.shutdown();
    }
}
