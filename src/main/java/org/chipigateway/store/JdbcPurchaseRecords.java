package org.chipigateway.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

import org.chipigateway.identity.Owner;
import org.chipigateway.purchase.Backlog;
import org.chipigateway.purchase.Purchase;
import org.chipigateway.purchase.PurchaseRecords;
import org.chipigateway.purchase.PurchaseSearch;
import org.chipigateway.purchase.PurchaseState;
import org.chipigateway.purchase.Send;

/** Reading the tables, in SQL that SQLite and PostgreSQL both understand. */
class JdbcPurchaseRecords implements PurchaseRecords {
    private static final String WAITING = """
            select count(*) from purchase where state = 'SUBMITTING' and incident is null and not exists
              (select 1 from send where send.transaction_hash = purchase.transaction_hash
               and (send.outcome is null or send.outcome = 'UNKNOWN'))""";

    protected final Sql sql;

    JdbcPurchaseRecords(Sql sql) {
        this.sql = sql;
    }

    @Override
    public Optional<Purchase> byHash(String transactionHash) {
        return sql.first("select * from purchase where transaction_hash = ?", PurchaseRow::purchase, transactionHash);
    }

    @Override
    public Optional<Purchase> byChipiId(String chipiId) {
        return sql.first("select * from purchase where chipi_id = ?", PurchaseRow::purchase, chipiId);
    }

    @Override
    public List<Send> sendsOf(String transactionHash) {
        return sql.list("select * from send where transaction_hash = ? order by number", PurchaseRow::send,
                transactionHash);
    }

    @Override
    public boolean isToldOf(Purchase purchase) {
        return sql.number("""
                select count(*) from webhook_name n join webhook_delivery d on d.id = n.delivery_id
                where n.name = ? and d.outcome in ('NEW', 'WAITING') and d.last_event_id >= ?""",
                purchase.transactionHash(), purchase.intentEventId()) > 0;
    }

    @Override
    public Optional<String> hashBoundTo(String keyHash) {
        return sql.first("select transaction_hash from idempotency_key where key_hash = ?", row -> row.getString(1),
                keyHash);
    }

    @Override
    public Optional<Purchase> sameGoods(Owner owner, String skuId, String skuReference, Instant since) {
        return sql.first("""
                select * from purchase
                where owner_subject = ? and owner_issuer = ? and sku_id = ? and sku_reference = ?
                  and (state in ('SUBMITTING', 'PENDING', 'PROCESSING') or state = 'SUCCESS' and created_at > ?)
                order by created_at desc limit 1""", PurchaseRow::purchase, owner.subject(), owner.issuer(), skuId,
                skuReference, since);
    }

    @Override
    public List<Purchase> page(Owner owner, List<PurchaseState> states, int offset, int limit) {
        List<Object> values = ownerAndStates(owner, states);
        values.add(limit);
        values.add(offset);
        return sql.list("select * from purchase where " + ownersIn(states)
                + " order by created_at desc, transaction_hash limit ? offset ?", PurchaseRow::purchase,
                values.toArray());
    }

    @Override
    public long count(Owner owner, List<PurchaseState> states) {
        return sql.number("select count(*) from purchase where " + ownersIn(states),
                ownerAndStates(owner, states).toArray());
    }

    private static String ownersIn(List<PurchaseState> states) {
        return "owner_subject = ? and owner_issuer = ? and state in ("
                + String.join(", ", Collections.nCopies(states.size(), "?")) + ")";
    }

    private static List<Object> ownerAndStates(Owner owner, List<PurchaseState> states) {
        List<Object> values = new ArrayList<>(List.of(owner.subject(), owner.issuer()));
        states.forEach(state -> values.add(state.name()));
        return values;
    }

    @Override
    public List<Purchase> page(PurchaseSearch search, int offset, int limit) {
        return search.states().isEmpty() ? List.of() : new Everybodys(search).page(sql, offset, limit);
    }

    @Override
    public long count(PurchaseSearch search) {
        return search.states().isEmpty() ? 0 : new Everybodys(search).count(sql);
    }

    @Override
    public List<Purchase> open(String afterHash, int limit) {
        return sql.list("""
                select * from purchase
                where (state in ('SUBMITTING', 'PENDING', 'PROCESSING') or row_owed = 1) and transaction_hash > ?
                order by transaction_hash limit ?""", PurchaseRow::purchase, afterHash, limit);
    }

    @Override
    public int waitingToBeSent(Owner owner) {
        return (int) sql.number(WAITING + " and owner_subject = ? and owner_issuer = ?", owner.subject(),
                owner.issuer());
    }

    @Override
    public int waitingToBeSent() {
        return (int) sql.number(WAITING);
    }

    @Override
    public Backlog overdue(Instant createdBefore, int limit) {
        return backlog("state in ('PENDING', 'PROCESSING')", createdBefore, limit);
    }

    @Override
    public Backlog unsure(Instant createdBefore, int limit) {
        return backlog("state = 'SUBMITTING'", createdBefore, limit);
    }

    /** The first condition is the index's own, word for word, so that only open purchases are looked at. */
    private Backlog backlog(String states, Instant createdBefore, int limit) {
        String from = " from purchase where state in ('SUBMITTING', 'PENDING', 'PROCESSING') and " + states
                + " and created_at < ?";
        return new Backlog(sql.number("select count(*)" + from, createdBefore),
                sql.list("select transaction_hash" + from + " order by created_at, transaction_hash limit ?",
                        row -> row.getString(1), createdBefore, limit));
    }

    @Override
    public List<String> settledBefore(Instant moment, int limit) {
        return sql.list("""
                select transaction_hash from purchase
                where state in ('SUCCESS', 'FAILED', 'CANCELLED', 'REJECTED') and incident is null
                  and changed_at < ? and asked_at < ?
                order by changed_at limit ?""", row -> row.getString(1), moment, moment, limit);
    }

    @Override
    public long lastDeletedEventId() {
        return sql.number("select deleted_to from event_counter");
    }

    @Override
    public long lastEventId() {
        return sql.number("select last_id from event_counter");
    }
}
