package org.chipigateway.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.chipigateway.webhook.Delivery;
import org.chipigateway.webhook.DeliveryTransaction;
import org.chipigateway.webhook.Outcome;

/** The inbox's tables, and the purchases', in the transaction at hand. */
final class JdbcDeliveryTransaction extends JdbcPurchaseTransaction implements DeliveryTransaction {

    JdbcDeliveryTransaction(Sql sql) {
        super(sql);
    }

    @Override
    public Optional<Delivery> delivery(String id) {
        return sql.first("select * from webhook_delivery where id = ?", JdbcDeliveryTransaction::delivery, id);
    }

    @Override
    public List<String> naming(Collection<String> names) {
        return sql.list("""
                select distinct d.id from webhook_name n join webhook_delivery d on d.id = n.delivery_id
                where n.name in (%s) and d.outcome in ('NEW', 'WAITING') order by d.id"""
                .formatted(String.join(", ", Collections.nCopies(names.size(), "?"))), row -> row.getString(1),
                names.toArray());
    }

    @Override
    public List<String> due(Instant now, int limit) {
        return sql.list("""
                select id from webhook_delivery where outcome in ('NEW', 'WAITING') and retry_at <= ?
                order by retry_at, id limit ?""", row -> row.getString(1), now, limit);
    }

    @Override
    public long openSince(Instant before) {
        return sql.number(
                "select count(*) from webhook_delivery where outcome in ('NEW', 'WAITING') and received_at < ?",
                before);
    }

    @Override
    public List<String> oldestOpenSince(Instant before, int limit) {
        return sql.list("""
                select id from webhook_delivery where outcome in ('NEW', 'WAITING') and received_at < ?
                order by received_at, id limit ?""", row -> row.getString(1), before, limit);
    }

    @Override
    public void keep(Delivery delivery, Set<String> names) {
        sql.one("""
                insert into webhook_delivery (id, event, body, received_at, last_event_id, outcome, reason,
                    transaction_hash, retry_at)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?)""", delivery.id(), delivery.event(), delivery.body(),
                delivery.receivedAt(), delivery.lastEventId(), delivery.outcome().name(), delivery.reason(),
                delivery.transactionHash(), delivery.retryAt());
        names.forEach(name -> sql.one("insert into webhook_name (name, delivery_id) values (?, ?)", name,
                delivery.id()));
    }

    @Override
    public void replace(Delivery delivery) {
        sql.one("update webhook_delivery set outcome = ?, reason = ?, transaction_hash = ?, retry_at = ? where id = ?",
                delivery.outcome().name(), delivery.reason(), delivery.transactionHash(), delivery.retryAt(),
                delivery.id());
    }

    @Override
    public int deleteReceived(Instant before, int limit) {
        List<String> old = sql.list(
                "select id from webhook_delivery where received_at < ? order by received_at limit ?",
                row -> row.getString(1), before, limit);
        // Its names go with it.
        old.forEach(id -> sql.one("delete from webhook_delivery where id = ?", id));
        return old.size();
    }

    private static Delivery delivery(ResultSet row) throws SQLException {
        return new Delivery(row.getString("id"), row.getString("event"), row.getString("body"),
                Sql.instant(row, "received_at"), row.getLong("last_event_id"),
                Outcome.valueOf(row.getString("outcome")), row.getString("reason"), row.getString("transaction_hash"),
                Sql.instant(row, "retry_at"));
    }
}
