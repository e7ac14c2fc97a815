package org.chipigateway.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Statements on one connection, with values bound in order; what goes wrong is the transaction's end. */
final class Sql {

    /** A failure on its way through the work, which knows no SQL; {@link #unwrapped} unwraps it. */
    static final class Failed extends RuntimeException {
        Failed(SQLException cause) {
            super(cause);
        }

        @Override
        public synchronized SQLException getCause() {
            return (SQLException) super.getCause();
        }
    }

    @FunctionalInterface
    interface RowMapper<T> {
        T from(ResultSet row) throws SQLException;
    }

    private final Connection connection;

    Sql(Connection connection) {
        this.connection = connection;
    }

    /** What the work throws as {@link Failed}, as it was. */
    static <T> T unwrapped(Supplier<T> work) throws SQLException {
        try {
            return work.get();
        } catch (Failed failed) {
            throw failed.getCause();
        }
    }

    <T> List<T> list(String query, RowMapper<T> mapper, Object... values) {
        try (PreparedStatement statement = prepared(query, values); ResultSet rows = statement.executeQuery()) {
            List<T> all = new ArrayList<>();
            while (rows.next()) {
                all.add(mapper.from(rows));
            }
            return all;
        } catch (SQLException failed) {
            throw new Failed(failed);
        }
    }

    <T> Optional<T> first(String query, RowMapper<T> mapper, Object... values) {
        return list(query, mapper, values).stream().findFirst();
    }

    long number(String query, Object... values) {
        return first(query, row -> row.getLong(1), values).orElse(0L);
    }

    /** Changes exactly one row, or fails. */
    void one(String statement, Object... values) {
        try (PreparedStatement prepared = prepared(statement, values)) {
            int changed = prepared.executeUpdate();
            if (changed != 1) {
                throw new IllegalStateException(changed + " rows instead of one: " + statement);
            }
        } catch (SQLException failed) {
            throw new Failed(failed);
        }
    }

    /** Changes any number of rows. */
    void any(String statement, Object... values) {
        try (PreparedStatement prepared = prepared(statement, values)) {
            prepared.executeUpdate();
        } catch (SQLException failed) {
            throw new Failed(failed);
        }
    }

    private PreparedStatement prepared(String text, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(text);
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            statement.setObject(i + 1, value instanceof Instant at ? (Object) at.toEpochMilli() : value);
        }
        return statement;
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }
}
