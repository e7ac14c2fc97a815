package org.chipigateway.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.sqlite.SQLiteDataSource;

/** Databases as the gateway opens them, without the gateway; and what can happen to their files. */
final class Databases {
    /** As in application.properties, with less patience. */
    private static final String SETTINGS = "?journal_mode=WAL&synchronous=FULL&busy_timeout=200&foreign_keys=on"
            + "&transaction_mode=IMMEDIATE";

    private Databases() {
    }

    static SQLiteDataSource at(Path file) {
        SQLiteDataSource dataSource = new SQLiteDataSource();
        dataSource.setUrl("jdbc:sqlite:" + file + SETTINGS);
        return dataSource;
    }

    static Flyway flyway(Path file) {
        return migrations(file).load();
    }

    static FluentConfiguration migrations(Path file) {
        return Flyway.configure().dataSource(at(file)).locations("classpath:org/chipigateway/store/migrations");
    }

    static SqliteFile file(Path file) {
        return new SqliteFile(new StoreConfig() {
            @Override
            public String database() {
                return "sqlite";
            }

            @Override
            public String sqlitePath() {
                return file.toString();
            }
        });
    }

    /** What the gateway does with it at start. */
    static void check(Path file) {
        new StoreCheck(at(file), flyway(file), file(file)).run();
    }

    /** A migrated one with some events, closed, all of it in the one file. */
    static void make(Path file) throws SQLException {
        check(file);
        try (Connection connection = at(file).getConnection(); Statement statement = connection.createStatement()) {
            statement.execute("begin immediate");
            statement.execute("""
                    insert into purchase (transaction_hash, chipi_id, owner_issuer, owner_subject, sku_id, sku_reference,
                    currency_amount, chain, token, wallet_address, org_markup, state, attempt, chipi_row, rejected_status,
                    rejected_code, rejected_message, incident, created_at, asked_at, changed_at, checked_at,
                    last_event_id)
                    values ('order-1', null, 'issuer', 'ana', 'sku', '5512345678', '10', 'STARKNET',
                    'USDC', '0x0', '0', 'SUBMITTING', 1, null, null, null, null, null, 1, 1, 1, null, 0)""");
            for (int id = 1; id <= 500; id++) {
                statement.execute(
                        "insert into event values (%d, 'order-1', 'STATUS', 0, 1, '%s', 'issuer', 'ana')".formatted(id,
                                "x".repeat(500)));
            }
            statement.execute("update event_counter set last_id = 500");
            statement.execute("commit");
        }
    }

    static void execute(Path file, String sql) throws SQLException {
        try (Connection connection = at(file).getConnection(); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static long number(Path file, String query) throws SQLException {
        try (Connection connection = at(file).getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.getLong(1);
        }
    }

    static void overwrite(Path file, long offset, byte[] bytes) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(offset);
            open.write(bytes);
        }
    }
}
