package org.chipigateway.store;

import java.util.List;
import java.util.function.Function;

import org.chipigateway.purchase.EventSink;
import org.chipigateway.purchase.PurchaseChange;

import io.smallrye.mutiny.Uni;

/** What a transaction came to, with the changes of purchases that are to be told once it is committed. */
record Written<T>(T result, List<PurchaseChange> changes) {

    static <T, X extends JdbcPurchaseTransaction> Uni<T> by(Database database, EventSink sink, Function<Sql, X> begin,
            Function<? super X, T> work) {
        return database.write(connection -> {
            X transaction = begin.apply(new Sql(connection));
            T result = Sql.unwrapped(() -> work.apply(transaction));
            return new Written<>(result, transaction.changes());
        }, written -> written.changes().forEach(sink::publish)).map(Written::result);
    }
}
