package org.chipigateway.purchase;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.chipigateway.chipi.Transaction;
import org.jboss.logging.Logger;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;

/**
 * Step four, "settle": what a row of Chipi's does to a purchase. States go forward only; what contradicts is an incident, noted
 * on the purchase and never applied.
 */
@ApplicationScoped
class PurchaseSettlement {
    private static final Logger LOG = Logger.getLogger(PurchaseSettlement.class);

    private final PurchaseStore store;
    private final InstantSource clock;
    private final MeterRegistry metrics;

    PurchaseSettlement(PurchaseStore store, InstantSource clock, MeterRegistry metrics) {
        this.store = store;
        this.clock = clock;
        this.metrics = metrics;
    }

    Uni<Purchase> settle(String transactionHash, Transaction row, EventSource source) {
        return store.write(tx -> settleIn(tx, transactionHash, row, source));
    }

    Purchase settleIn(PurchaseTransaction tx, String transactionHash, Transaction row, EventSource source) {
        Purchase purchase = tx.byHash(transactionHash).orElseThrow(PurchaseFailure.NotFound::new);
        Instant now = clock.instant();
        Optional<String> objection = Adoption.objection(purchase, row, tx);
        if (objection.isPresent()) {
            return incident(tx, purchase, objection.get(), source, now);
        }
        PurchaseState told = PurchaseState.of(row.status());
        if (purchase.state() == PurchaseState.REJECTED) {
            // Its caller was told that nothing was debited, and here is a debit.
            return incident(tx, purchase, "FOUND_AFTER_REJECTION", source, now);
        }
        if (purchase.terminal()) {
            return told.terminal() && told != purchase.state()
                    ? incident(tx, purchase, "CONTRADICTION", source, now)
                    : refresh(tx, purchase, row, told, source, now);
        }
        if (told.before(purchase.state())) {
            return saved(tx, purchase.checked(now));
        }
        if (purchase.state().before(told)) {
            Purchase moved = purchase.toldBy(json(row), row.id(), told, now);
            return PurchaseJournal.record(tx, moved, EventType.STATUS, source, now);
        }
        return refresh(tx, purchase, row, told, source, now);
    }

    /** The same state again: worth an event only if the row gained something. An older state's row would lose something. */
    private Purchase refresh(PurchaseTransaction tx, Purchase purchase, Transaction row, PurchaseState told,
            EventSource source, Instant now) {
        if (told.before(purchase.state()) || sameContent(purchase.row(), row.row())) {
            return saved(tx, purchase.checked(now));
        }
        Purchase detailed = purchase.toldBy(json(row), row.id(), purchase.state(), now);
        return PurchaseJournal.record(tx, detailed, EventType.DETAIL, source, now);
    }

    private static boolean sameContent(String known, ObjectNode told) {
        ObjectNode before = known == null ? null : PurchaseJson.row(known);
        return before != null && before.without("updatedAt").equals(told.deepCopy().without("updatedAt"));
    }

    private Purchase incident(PurchaseTransaction tx, Purchase purchase, String why, EventSource source, Instant now) {
        if (why.equals(purchase.incident())) {
            return saved(tx, purchase.checked(now));
        }
        LOG.errorf("Incident %s on purchase %s: what Chipi answered about it is not applied", why,
                purchase.transactionHash());
        metrics.counter("chipi_incidents_total", "reason", why).increment();
        return PurchaseJournal.record(tx, purchase.withIncident(why, now), EventType.DETAIL, source, now);
    }

    private static Purchase saved(PurchaseTransaction tx, Purchase purchase) {
        tx.save(purchase);
        return purchase;
    }

    private static String json(Transaction row) {
        return PurchaseJson.write(row.row());
    }
}
