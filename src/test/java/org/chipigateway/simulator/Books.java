package org.chipigateway.simulator;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The simulator's rows and its ledger without its HTTP, for tests that decide themselves when a request arrives, when it is
 * committed and when its answer leaves.
 */
public final class Books {
    private static final Catalogue CATALOGUE = new Catalogue();

    private final Purchases purchases;
    private final List<Row> rows = new ArrayList<>();

    /**
     * What a POST came to.
     *
     * @param row as Chipi answers it
     * @param debited false where the hash was known already
     */
    public record Entered(ObjectNode row, boolean debited) {
    }

    public Books(InstantSource clock, RandomGenerator random, Duration carrierWindow) {
        purchases = new Purchases(new SimulatorOptions().clock(clock).random(random).carrierWindow(carrierWindow));
    }

    public void hostility(Hostility to) {
        purchases.hostility(to);
    }

    public Ledger ledger() {
        return purchases.ledger();
    }

    /** As Chipi does it: the row that the hash already has, as far as Chipi remembers, or a new one and its debit. */
    public Entered submit(String key, String body) {
        return entered(purchases.submit(key, request(body)));
    }

    /** A new row and its debit, without a look at what is there. */
    public Entered commit(String key, String body) {
        return entered(purchases.commit(key, request(body)));
    }

    private Entered entered(Purchases.Outcome outcome) {
        if (outcome.debited()) {
            rows.add(outcome.row());
        }
        return new Entered(purchases.show(outcome.row()), outcome.debited());
    }

    private static PurchaseRequest request(String body) {
        try {
            return PurchaseRequest.of(body, CATALOGUE);
        } catch (Refusal refusal) {
            throw new IllegalArgumentException("A test's purchase must be one that Chipi takes: " + body, refusal);
        }
    }

    /** As far as it can be read already. */
    public Optional<ObjectNode> byId(String key, String id) {
        return purchases.byId(key, id).map(purchases::show);
    }

    /** As far as it can be read already. */
    public Optional<ObjectNode> byIdOrHash(String key, String idOrHash) {
        return purchases.byIdOrHash(key, idOrHash).map(purchases::show);
    }

    /** Moves a row on; false where it has settled before. */
    public boolean become(String id, String status) {
        Map<String, String> details = status.equals("SUCCESS") ? Map.of("skuFileNumber", "0000004711") : Map.of();
        return purchases.become(row(id), status, details);
    }

    /** Whether the carrier refuses this row as a repeat. */
    public boolean isRefusedRepeat(String id) {
        return purchases.isRefusedRepeat(row(id));
    }

    /** As it stands, whoever may read it already. */
    public ObjectNode shown(String id) {
        return purchases.show(row(id));
    }

    /** The ids of all rows, oldest first. */
    public List<String> ids() {
        return rows.stream().map(Row::id).toList();
    }

    private Row row(String id) {
        return rows.stream().filter(row -> row.id().equals(id)).findFirst().orElseThrow();
    }
}
