package org.chipigateway.simulator;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Every movement of the integrator's credits: what proves that nothing was debited twice. */
public final class Ledger {

    /** {@code SANDBOX} stands for the debit that a {@code pk_dev_} key would have caused. */
    public enum Kind {
        DEBIT, SANDBOX, RESTORE
    }

    /**
     * One movement.
     *
     * @param id the row's {@code ledgerEntryId}, where it is a debit
     * @param amount in the SKU's currency, never negative
     */
    public record Entry(String id, Kind kind, Instant at, String transactionHash, String transactionId,
            BigDecimal amount) {

        ObjectNode json() {
            return Json.object().put("id", id).put("kind", kind.name()).put("at", at.toString())
                    .put("transactionHash", transactionHash).put("transactionId", transactionId).put("amount", amount);
        }

        static Entry of(JsonNode json) {
            return new Entry(json.path("id").asText(), Kind.valueOf(json.path("kind").asText()),
                    Instant.parse(json.path("at").asText()), json.path("transactionHash").asText(),
                    json.path("transactionId").asText(), json.path("amount").decimalValue());
        }
    }

    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, Integer> debits = new HashMap<>();
    private int total;

    synchronized void add(Entry entry) {
        entries.add(entry);
        if (entry.kind() != Kind.RESTORE) {
            debits.merge(entry.transactionHash(), 1, Integer::sum);
            total++;
        }
    }

    synchronized void clear() {
        entries.clear();
        debits.clear();
        total = 0;
    }

    /** How often this hash was debited, over all keys; more than 1 is what must never happen. */
    public synchronized int debits(String transactionHash) {
        return debits.getOrDefault(transactionHash, 0);
    }

    /** All debits. */
    public synchronized int debits() {
        return total;
    }

    /** The hashes that were debited more than once. */
    public synchronized List<String> doubled() {
        TreeSet<String> doubled = new TreeSet<>();
        debits.forEach((hash, times) -> {
            if (times > 1) {
                doubled.add(hash);
            }
        });
        return List.copyOf(doubled);
    }

    /** Oldest first. */
    public synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** Debits less restored credits; what the sandbox would have debited isn't in it. */
    public synchronized BigDecimal spent() {
        BigDecimal spent = BigDecimal.ZERO;
        for (Entry entry : entries) {
            spent = switch (entry.kind()) {
                case DEBIT -> spent.add(entry.amount());
                case RESTORE -> spent.subtract(entry.amount());
                case SANDBOX -> spent;
            };
        }
        return spent;
    }
}
