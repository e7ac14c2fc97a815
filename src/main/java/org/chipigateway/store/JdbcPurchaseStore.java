package org.chipigateway.store;

import java.sql.Connection;
import java.util.List;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import org.chipigateway.identity.Owner;
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
    static final String OF_PURCHASE = "select * from event where transaction_hash = ? and id > ? order by id limit ?";
    static final String OF_OWNER = "select * from event where owner_subject = ? and owner_issuer = ? and id > ? order by id"
            + " limit ?";
    static final String OF_ALL = "select * from event where id > ? order by id limit ?";

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
    public Uni<List<PurchaseEvent>> of(String transactionHash, long afterId, int limit) {
        return events(OF_PURCHASE, transactionHash, afterId, limit);
    }

    @Override
    public Uni<List<PurchaseEvent>> of(Owner owner, long afterId, int limit) {
        return events(OF_OWNER, owner.subject(), owner.issuer(), afterId, limit);
    }

    @Override
    public Uni<List<PurchaseEvent>> ofAll(long afterId, int limit) {
        return events(OF_ALL, afterId, limit);
    }

    private Uni<List<PurchaseEvent>> events(String query, Object... values) {
        return database.read(connection -> Sql.unwrapped(
                () -> new Sql(connection).list(query, PurchaseRow::event, values)));
    }

    private static PurchaseRecords records(Connection connection) {
        return new JdbcPurchaseRecords(new Sql(connection));
    }
}
