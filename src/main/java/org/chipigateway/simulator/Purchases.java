package org.chipigateway.simulator;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Chipi's books: rows, their idempotency, and the debits that they cause. */
final class Purchases implements AutoCloseable {

    /** What a POST came to. */
    record Outcome(Row row, boolean debited) {
    }

    private final Map<String, Row> byId = new LinkedHashMap<>();
    private final Map<String, List<Row>> byHash = new LinkedHashMap<>();
    private final Ledger ledger = new Ledger();
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Journal journal;
    private volatile Hostility hostility;
    private final Duration invisibleFor;
    private final Duration carrierWindow;

    Purchases(SimulatorOptions options) {
        this.clock = options.clock;
        this.random = options.random;
        this.hostility = options.hostility;
        this.invisibleFor = options.invisibleFor;
        this.carrierWindow = options.carrierWindow;
        this.journal = Journal.open(options.journal, row -> keep(Row.of(row)),
                entry -> ledger.add(Ledger.Entry.of(entry)));
    }

    Ledger ledger() {
        return ledger;
    }

    void hostility(Hostility to) {
        this.hostility = to;
    }

    /** The row that this hash already has today, or a new one and its debit. */
    synchronized Outcome submit(String key, PurchaseRequest request) {
        return known(key, request.hash()).map(row -> new Outcome(row, false))
                .orElseGet(() -> commit(key, request));
    }

    /** A new row and its debit, whatever the hash. */
    synchronized Outcome commit(String key, PurchaseRequest request) {
        Instant now = clock.instant();
        boolean sandbox = key.startsWith("pk_dev_");
        Row row = Row.of("sku-tx-" + uuid(), key, request, now);
        Ledger.Entry debit = new Ledger.Entry((sandbox ? "le-dev-" : "le-") + uuid(),
                sandbox ? Ledger.Kind.SANDBOX : Ledger.Kind.DEBIT, now, row.hash(), row.id(), row.amount());
        row.set("ledgerEntryId", debit.id());
        keep(row);
        ledger.add(debit);
        journal.entry(debit);
        journal.row(row);
        return new Outcome(row, true);
    }

    private Optional<Row> known(String key, String hash) {
        Instant now = clock.instant();
        Duration forgetAfter = hostility.forgetAfter();
        return rows(key, hash).stream()
                .filter(row -> row.createdAt().atZone(ZoneOffset.UTC).toLocalDate()
                        .equals(now.atZone(ZoneOffset.UTC).toLocalDate()))
                .filter(row -> forgetAfter == null || row.createdAt().plus(forgetAfter).isAfter(now)).findFirst();
    }

    /** By Chipi's id. */
    synchronized Optional<Row> byId(String key, String id) {
        return Optional.ofNullable(byId.get(id)).filter(row -> row.key().equals(key)).filter(this::isVisible);
    }

    /** By id or hash; of several with one hash, the first. */
    synchronized Optional<Row> byIdOrHash(String key, String idOrHash) {
        return byId(key, idOrHash)
                .or(() -> rows(key, idOrHash).stream().filter(this::isVisible).findFirst());
    }

    private boolean isVisible(Row row) {
        Duration lag = row.has(Fault.INVISIBLE) ? invisibleFor : Duration.ZERO;
        return row.isVisible(clock.instant(), lag.compareTo(hostility.lookUpLag()) > 0 ? lag : hostility.lookUpLag());
    }

    synchronized int countRead(Row row) {
        return row.countRead();
    }

    synchronized ObjectNode show(Row row) {
        return row.shown();
    }

    /** Changes the row's state; a settled row stays as it is. */
    synchronized boolean become(Row row, String status, Map<String, String> details) {
        if (row.isSettled()) {
            return false;
        }
        details.forEach(row::set);
        row.become(status, clock.instant());
        journal.row(row);
        return true;
    }

    synchronized void restore(Row row) {
        Ledger.Entry entry = new Ledger.Entry("le-" + uuid(), Ledger.Kind.RESTORE, clock.instant(), row.hash(),
                row.id(), row.amount());
        ledger.add(entry);
        journal.entry(entry);
    }

    /** Carriers refuse the same product for the same reference within a while, and gift cards for ever. */
    synchronized boolean isRefusedRepeat(Row row) {
        if (carrierWindow.isZero()) {
            return false;
        }
        boolean once = row.category().equals("GIFT_CARDS");
        return byId.values().stream()
                .anyMatch(other -> other != row && other.key().equals(row.key()) && other.skuId().equals(row.skuId())
                        && other.reference().equals(row.reference()) && !other.createdAt().isAfter(row.createdAt())
                        && !other.status().equals("FAILED") && !other.status().equals("CANCELLED")
                        && (once || other.createdAt().plus(carrierWindow).isAfter(row.createdAt())));
    }

    synchronized List<Row> unsettled() {
        return byId.values().stream().filter(row -> !row.isSettled()).toList();
    }

    synchronized void reset(Hostility to) {
        hostility = to;
        byId.clear();
        byHash.clear();
        ledger.clear();
        journal.clear();
    }

    private List<Row> rows(String key, String hash) {
        return byHash.getOrDefault(hash, List.of()).stream().filter(row -> row.key().equals(key)).toList();
    }

    private void keep(Row row) {
        Row earlier = byId.put(row.id(), row);
        List<Row> same = byHash.computeIfAbsent(row.hash(), ignored -> new ArrayList<>(1));
        same.remove(earlier);
        same.add(row);
    }

    synchronized String uuid() {
        return new UUID(random.nextLong() & 0xffffffffffff0fffL | 0x4000L,
                random.nextLong() & 0x3fffffffffffffffL | 0x8000000000000000L).toString();
    }

    @Override
    public void close() {
        journal.close();
    }
}
