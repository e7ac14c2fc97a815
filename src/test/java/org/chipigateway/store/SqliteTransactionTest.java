package org.chipigateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** All of a transaction or nothing, whatever fails in it, and a connection that is as good as new afterwards. */
class SqliteTransactionTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @TempDir
    private Path folder;

    private Path database;
    private Connection connection;

    @BeforeEach
    void open() throws SQLException {
        database = folder.resolve("gateway.db");
        Databases.make(database);
        connection = Databases.at(database).getConnection();
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void isThereOnceItHasReturned() throws SQLException {
        // when
        SqliteTransaction.run(connection, PATIENCE, c -> counted(c, 501));

        // then
        assertThat(counter()).isEqualTo(501);
    }

    @Test
    void leavesNothingWhereItsWorkFails() {
        // when
        assertThatThrownBy(() -> SqliteTransaction.run(connection, PATIENCE, c -> {
            counted(c, 501);
            throw new AssertionError("in the middle");
        })).hasMessage("in the middle");

        // then
        assertThatUntouchedAndUsable();
    }

    /** SQLite rolls such a transaction back by itself, in the middle of it. */
    @Test
    void leavesNothingWhereTheDiskIsFull() throws SQLException {
        // given
        long pages = Databases.number(database, "pragma page_count");
        run("pragma max_page_count = " + pages);

        // when
        assertThatThrownBy(() -> SqliteTransaction.run(connection, PATIENCE, c -> {
            counted(c, 501);
            try (Statement statement = c.createStatement()) {
                statement.execute("insert into event values (501, 'order-1', 'STATUS', 0, 1, '%s', 'issuer', 'ana')"
                        .formatted("x".repeat(100_000)));
            }
            return null;
        })).isInstanceOfSatisfying(SQLiteException.class,
                full -> assertThat(full.getResultCode()).isEqualTo(SQLiteErrorCode.SQLITE_FULL));

        // then
        assertThatUntouchedAndUsable();
    }

    @Test
    void doesNothingWhereItCouldNotBegin() throws SQLException {
        // given
        try (Connection other = Databases.at(database).getConnection();
                Statement statement = other.createStatement()) {
            statement.execute("begin immediate");

            // when
            assertThatThrownBy(() -> SqliteTransaction.run(connection, Duration.ofMillis(50), c -> counted(c, 501)))
                    .isInstanceOfSatisfying(SQLiteException.class,
                            busy -> assertThat(SqliteTrouble.of(busy)).isEqualTo(SqliteTrouble.LOCKED));
        }

        // then
        assertThatUntouchedAndUsable();
    }

    /** The driver's own commit begins the next transaction, and fails where another program was quicker. */
    @Test
    void letsGoOfTheDatabaseWithItsCommit() throws SQLException {
        // when
        SqliteTransaction.run(connection, PATIENCE, c -> counted(c, 501));

        // then
        Databases.execute(database, "update event_counter set last_id = 502");
        assertThat(counter()).isEqualTo(502);
    }

    @Test
    void aShorterPatienceHoldsForOneTransactionOnly() throws SQLException {
        // when
        SqliteTransaction.run(connection, Duration.ofMillis(50), c -> counted(c, 501));

        // then
        try (Statement statement = connection.createStatement()) {
            assertThat(statement.executeQuery("pragma busy_timeout").getInt(1)).isEqualTo(5_000);
        }
    }

    private void assertThatUntouchedAndUsable() {
        assertThat(counter()).isEqualTo(500);
        assertThatThrownBy(() -> SqliteTransaction.run(connection, PATIENCE, c -> {
            counted(c, 501);
            throw new IllegalStateException("the second");
        })).hasMessage("the second");
        assertThat(counter()).as("as one transaction again").isEqualTo(500);
    }

    private long counter() {
        try {
            return Databases.number(database, "select last_id from event_counter");
        } catch (SQLException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    private static Void counted(Connection connection, long id) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("update event_counter set last_id = " + id);
        }
        return null;
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
