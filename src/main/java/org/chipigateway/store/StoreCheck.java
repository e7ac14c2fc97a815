package org.chipigateway.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

import javax.sql.DataSource;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.jboss.logging.Logger;

/** What is done to a database before anything else may touch it: is it whole, is it ours, can it be written? */
final class StoreCheck {
    private static final Logger LOG = Logger.getLogger(StoreCheck.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final DataSource dataSource;
    private final Flyway flyway;
    private final SqliteFile file;

    StoreCheck(DataSource dataSource, Flyway flyway, SqliteFile file) {
        this.dataSource = dataSource;
        this.flyway = flyway;
        this.file = file;
    }

    /** Brings it to this gateway's schema, or fails with {@link StoreRefused}. */
    void run() {
        try {
            refuseDamaged();
            refuseForeign();
            migrate();
            write();
        } catch (SQLException broken) {
            throw refused(broken);
        }
    }

    private StoreRefused refused(Exception broken) {
        LOG.debug("The store can't be used", broken);
        return file.refused(SqliteTrouble.of(broken).advice() + " (" + reason(broken) + ")");
    }

    /** Of a wrapped failure what is innermost: SQLite's own words. One line. */
    private static String reason(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return String.valueOf(innermost.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
    }

    /** In the writer's place, so that a lock of another program's is found before the migrations meet it. */
    private void refuseDamaged() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            String found = SqliteTransaction.run(connection, PATIENCE, StoreCheck::quickCheck);
            if (!"ok".equals(found)) {
                throw file.refused(SqliteTrouble.DAMAGED.advice());
            }
        }
    }

    /** SQLite's own look at all pages and what they hold. */
    static String quickCheck(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet check = statement.executeQuery("pragma quick_check(1)")) {
            return check.getString(1);
        }
    }

    /** Flyway itself goes on where it meets migrations that are newer than all it knows. */
    private void refuseForeign() {
        for (MigrationInfo applied : flyway.info().applied()) {
            if (!applied.getState().isResolved()) {
                throw file.refused("was written by a newer gateway (migration " + applied.getVersion()
                        + "): start that one, or restore a backup from before it");
            }
        }
    }

    private void migrate() {
        try {
            int migrations = flyway.migrate().migrationsExecuted;
            LOG.debugf("The store is open; %d migrations were run", migrations);
        } catch (FlywayException failed) {
            if (!hasSqlCause(failed)) {
                LOG.debug("Not this gateway's schema", failed);
                throw file.refused("holds other tables than this gateway's: restore it from a backup, or name another "
                        + "file (" + failed.getMessage().lines().findFirst().orElse("") + ")");
            }
            throw refused(failed);
        }
    }

    private static boolean hasSqlCause(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof SQLException) {
                return true;
            }
        }
        return false;
    }

    /** To the disk: on a database that is read-only a transaction can well be begun, and on a full disk everything but this. */
    private void write() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            SqliteTransaction.run(connection, PATIENCE, StoreCheck::changeNothing);
        }
    }

    /** The shortest write that there is, of a number that nobody uses. Not an update: one that changes no value writes no page. */
    static Void changeNothing(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet number = statement.executeQuery("pragma user_version")) {
            int unchanged = number.getInt(1);
            number.close();
            statement.executeUpdate("pragma user_version = " + unchanged);
        }
        return null;
    }
}
