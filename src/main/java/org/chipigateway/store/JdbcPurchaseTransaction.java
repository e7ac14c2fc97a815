package org.chipigateway.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.chipigateway.identity.Owner;
import org.chipigateway.purchase.Purchase;
import org.chipigateway.purchase.PurchaseChange;
import org.chipigateway.purchase.PurchaseEvent;
import org.chipigateway.purchase.PurchaseTransaction;
import org.chipigateway.purchase.Send;

/** Writing the tables in the transaction at hand. */
class JdbcPurchaseTransaction extends JdbcPurchaseRecords implements PurchaseTransaction {
    private final List<PurchaseChange> changes = new ArrayList<>();

    JdbcPurchaseTransaction(Sql sql) {
        super(sql);
    }

    @Override
    public void save(Purchase purchase) {
        sql.one(PurchaseRow.UPSERT, PurchaseRow.values(purchase));
    }

    @Override
    public void bind(String keyHash, String transactionHash) {
        sql.one("insert into idempotency_key (key_hash, transaction_hash) values (?, ?)", keyHash, transactionHash);
    }

    @Override
    public void claim(Send send) {
        sql.one("""
                insert into send (transaction_hash, number, started_at, replica, base_url, api_key)
                values (?, ?, ?, ?, ?, ?)""", send.transactionHash(), send.number(), send.startedAt(), send.replica(),
                send.account().baseUrl(), send.account().apiKey());
    }

    @Override
    public void end(String transactionHash, int number, Send.Outcome outcome, Instant endedAt) {
        sql.one("update send set ended_at = ?, outcome = ? where transaction_hash = ? and number = ?", endedAt,
                outcome.name(), transactionHash, number);
    }

    @Override
    public long nextEventId() {
        sql.one("update event_counter set last_id = last_id + 1");
        return lastEventId();
    }

    @Override
    public void append(PurchaseChange change) {
        PurchaseEvent event = change.event();
        Owner owner = change.purchase().owner();
        sql.one("""
                insert into event (id, transaction_hash, type, terminal, at, data, owner_issuer, owner_subject)
                values (?, ?, ?, ?, ?, ?, ?, ?)""", event.id(), event.transactionHash(), event.type().name(),
                event.terminal() ? 1 : 0, event.at(), event.data(), owner.issuer(), owner.subject());
        changes.add(change);
    }

    @Override
    public void delete(String transactionHash) {
        long newest = sql.number("select max(id) from event where transaction_hash = ?", transactionHash);
        if (newest > lastDeletedEventId()) {
            sql.one("update event_counter set deleted_to = ?", newest);
        }
        for (String table : List.of("event", "send", "idempotency_key", "purchase")) {
            sql.any("delete from " + table + " where transaction_hash = ?", transactionHash);
        }
    }

    /** What this transaction appended, in order. */
    List<PurchaseChange> changes() {
        return changes;
    }
}
