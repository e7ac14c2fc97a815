package org.chipigateway.store;

import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import org.chipigateway.purchase.EventSink;
import org.chipigateway.webhook.DeliveryInbox;
import org.chipigateway.webhook.DeliveryRecords;
import org.chipigateway.webhook.DeliveryTransaction;

import io.smallrye.mutiny.Uni;

/** Chipi's deliveries in SQL, beside the purchases. */
@ApplicationScoped
class JdbcDeliveryInbox implements DeliveryInbox {
    private final Database database;
    private final EventSink sink;

    JdbcDeliveryInbox(Database database, EventSink sink) {
        this.database = database;
        this.sink = sink;
    }

    @Override
    public <T> Uni<T> write(Function<DeliveryTransaction, T> work) {
        return Written.by(database, sink, JdbcDeliveryTransaction::new, work);
    }

    @Override
    public <T> Uni<T> read(Function<DeliveryRecords, T> query) {
        return database.read(connection -> Sql.unwrapped(
                () -> query.apply(new JdbcDeliveryTransaction(new Sql(connection)))));
    }
}
