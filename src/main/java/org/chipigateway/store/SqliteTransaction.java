package org.chipigateway.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * One transaction in SQLite's own words. Not through {@link Connection#setAutoCommit}: with that, the driver's commit begins the
 * next transaction at once, and where this fails, because another program took the lock just then, a commit that is on the disk is
 * reported as failed; and its begin, where it fails, leaves a connection that believes to be in a transaction and commits each
 * statement on its own.
 */
final class SqliteTransaction {
    /** What each connection is opened with. */
    private static final Duration BUSY_TIMEOUT = Duration.ofSeconds(5);

    /** The transaction could be neither committed nor rolled back: the connection can't be used any more. */
    static final class Unended extends SQLException {
        Unended(Throwable failed, SQLException notRolledBack) {
            super(notRolledBack.getMessage(), failed);
        }
    }

    private SqliteTransaction() {
    }

    /** @param patience how long it may wait for another program to let go of the database; at most 5 s */
    static <T> T run(Connection connection, Duration patience, Database.Work<T> work) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            begin(statement, patience);
            try {
                T result = work.on(connection);
                statement.execute("commit");
                return result;
            } catch (Throwable failed) {
                // Whatever was thrown, an Error too: half a transaction must never be committed by what comes after.
                rollBack(statement, failed);
                throw failed;
            }
        }
    }

    /** Immediate: it takes the writer's place now, so that it can't fail with "busy" half-way. */
    private static void begin(Statement statement, Duration patience) throws SQLException {
        if (patience.compareTo(BUSY_TIMEOUT) >= 0) {
            statement.execute("begin immediate");
            return;
        }
        statement.execute("pragma busy_timeout = " + Math.max(1, patience.toMillis()));
        try {
            statement.execute("begin immediate");
        } finally {
            statement.execute("pragma busy_timeout = " + BUSY_TIMEOUT.toMillis());
        }
    }

    private static void rollBack(Statement statement, Throwable failed) throws Unended {
        try {
            statement.execute("rollback");
        } catch (SQLException notRolledBack) {
            try {
                // SQLite rolls back by itself where the disk is full or fails. That it did so shows in that one can begin.
                statement.execute("begin");
                statement.execute("rollback");
            } catch (SQLException stillBegun) {
                throw new Unended(failed, stillBegun);
            }
        }
    }
}
