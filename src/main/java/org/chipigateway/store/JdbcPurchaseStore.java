package org.chipigateway.store;

import java.sql.Connection;
import java.util.List;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import org.chipigateway.purchase.EventLog;
import org.chipigateway.purchase.EventSink;
import org.chipigateway.purchase.PurchaseEvent;
import org.chipigateway.purchase.PurchaseRecords;
import org.chipigateway.purchase.PurchaseStore;
import org.chipigateway.purchase.PurchaseTransaction;

import io.smallrye.mutiny.Uni;

/** Purchases and their events in SQL. */
@ApplicationScoped
class JdbcPurchaseStore implements PurchaseStore, EventLog {
    private final Database database;
    private final EventSink sink;

    JdbcPurchaseStore(Database database, EventSink sink) {
        this.database = database;
        this.sink = sink;
    }

    @Override
    public <T> Uni<T> write(Function<PurchaseTransaction, T> work) {
        return Written.by(database, sink, JdbcPurchaseTransaction::new, work);
    }

    @Override
    public <T> Uni<T> read(Function<PurchaseRecords, T> query) {
        return database.read(connection -> Sql.unwrapped(() -> query.apply(records(connection))));
    }

    @Override
    public Uni<List<PurchaseEvent>> of(String transactionHash, long afterId) {
        return database.read(connection -> Sql.unwrapped(() -> new Sql(connection).list(
                "select * from event where transaction_hash = ? and id > ? order by id", PurchaseRow::event,
                transactionHash, afterId)));
    }

    private static PurchaseRecords records(Connection connection) {
        return new JdbcPurchaseRecords(new Sql(connection));
    }
}
