package org.chipigateway.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

import javax.sql.DataSource;

import org.chipigateway.purchase.Purchase;
import org.chipigateway.purchase.PurchaseChange;
import org.chipigateway.purchase.PurchaseEvent;
import org.chipigateway.purchase.PurchaseFailure;
import org.chipigateway.purchase.PurchaseRecords;
import org.chipigateway.purchase.PurchaseTransaction;
import org.chipigateway.webhook.DeliveryRecords;
import org.chipigateway.webhook.DeliveryTransaction;
import org.flywaydb.core.Flyway;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;

/**
 * What survives a crash: the production tables and the production SQL in a database of the test's own, in memory. Each call runs
 * at once, on the caller's thread; what was not committed is rolled back.
 */
public final class Disk implements AutoCloseable {
    /** Migrated once: thousands of disks are made of it. */
    private static final byte[] EMPTY = migrated();

    private final Connection connection;
    private final JdbcPurchaseRecords records;

    public Disk() {
        try {
            connection = at(":memory:").getConnection();
            connection.unwrap(SQLiteConnection.class).deserialize("main", EMPTY);
            connection.createStatement().execute("pragma foreign_keys = on");
            records = new JdbcPurchaseRecords(new Sql(connection));
        } catch (SQLException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static DataSource at(String place) {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + place);
        return source;
    }

    private static byte[] migrated() {
        try {
            Path file = Files.createTempFile("disk", ".db");
            Flyway.configure(Disk.class.getClassLoader()).dataSource(at(file.toString()))
                    .locations("org/chipigateway/store/migrations").load()
                    .migrate();
            try (Connection connection = at(file.toString()).getConnection()) {
                return connection.unwrap(SQLiteConnection.class).serialize("main");
            } finally {
                Files.delete(file);
            }
        } catch (IOException | SQLException broken) {
            throw new IllegalStateException(broken);
        }
    }

    /**
     * One transaction.
     *
     * @param committed gets its changes, in order, once they are committed
     */
    public <T> T write(Function<PurchaseTransaction, T> work, Consumer<List<PurchaseChange>> committed) {
        return write(JdbcPurchaseTransaction::new, work, committed);
    }

    /** The same over the inbox and the purchases. */
    public <T> T deliver(Function<DeliveryTransaction, T> work, Consumer<List<PurchaseChange>> committed) {
        return write(JdbcDeliveryTransaction::new, work, committed);
    }

    private <T, X extends JdbcPurchaseTransaction> T write(Function<Sql, X> begin, Function<? super X, T> work,
            Consumer<List<PurchaseChange>> committed) {
        boolean done = false;
        try {
            connection.setAutoCommit(false);
            try {
                X transaction = begin.apply(new Sql(connection));
                T result = work.apply(transaction);
                connection.commit();
                done = true;
                committed.accept(transaction.changes());
                return result;
            } finally {
                if (!done) {
                    connection.rollback();
                }
                connection.setAutoCommit(true);
            }
        } catch (SQLException | Sql.Failed broken) {
            throw new PurchaseFailure.StoreUnavailable(broken);
        }
    }

    public <T> T read(Function<PurchaseRecords, T> query) {
        return query.apply(records);
    }

    public <T> T readInbox(Function<DeliveryRecords, T> query) {
        return query.apply(new JdbcDeliveryTransaction(new Sql(connection)));
    }

    /** What became of all deliveries, in the order of their ids. */
    public List<String> outcomes() {
        return new Sql(connection).list("select outcome from webhook_delivery order by id", row -> row.getString(1));
    }

    /** All of the log, in the order of its ids. */
    public List<PurchaseEvent> events() {
        return new Sql(connection).list("select * from event order by id", PurchaseRow::event);
    }

    /** All there are, of all owners. */
    public List<Purchase> purchases() {
        return new Sql(connection).list("select * from purchase order by transaction_hash", PurchaseRow::purchase);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException broken) {
            throw new IllegalStateException(broken);
        }
    }
}
