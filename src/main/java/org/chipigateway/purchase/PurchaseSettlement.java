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

    static final String FOUND_AFTER_REJECTION = "FOUND_AFTER_REJECTION";
    private static final String CONTRADICTION = "CONTRADICTION";

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
        return tell(tx, purchase, new Told(PurchaseState.of(row.status()), row, true, source)).purchase();
    }

    /** Without a whole row, only of what Chipi has confirmed. */
    Settled tell(PurchaseTransaction tx, Purchase purchase, Told told) {
        Optional<String> objection = Adoption.objection(purchase, told.row(), tx);
        if (objection.isPresent()) {
            return incident(tx, purchase, objection.get(), told.source());
        }
        if (purchase.state() == PurchaseState.REJECTED) {
            // Its caller was told that nothing was debited, and here is a debit.
            return incident(tx, purchase, FOUND_AFTER_REJECTION, told.source());
        }
        Instant now = clock.instant();
        if (purchase.terminal()) {
            return told.state().terminal() && told.state() != purchase.state()
                    ? contradiction(tx, purchase, told.source())
                    : refresh(tx, purchase, told, now);
        }
        if (told.state().before(purchase.state())) {
            return Settled.fine(saved(tx, purchase.checked(now)));
        }
        if (purchase.state().before(told.state())) {
            Purchase moved = told.whole()
                    ? purchase.toldBy(json(told.row()), told.row().id(), told.state(), now)
                    : purchase.movedTo(told.state(), now);
            return Settled.fine(PurchaseJournal.record(tx, moved, EventType.STATUS, told.source(), now));
        }
        return refresh(tx, purchase, told, now);
    }

    /** The same state again: worth an event only if the row gained something. An older state's row would lose something. */
    private Settled refresh(PurchaseTransaction tx, Purchase purchase, Told told, Instant now) {
        boolean news = purchase.rowOwed() || !sameContent(purchase.row(), told.row().row());
        if (!told.whole() || told.state().before(purchase.state()) || !news) {
            return Settled.fine(saved(tx, purchase.checked(now)));
        }
        Purchase detailed = purchase.toldBy(json(told.row()), told.row().id(), purchase.state(), now);
        // Asked again, Chipi stands by what it said first.
        boolean refuted = told.source() != EventSource.WEBHOOK && CONTRADICTION.equals(purchase.incident());
        return Settled.fine(PurchaseJournal.record(tx, refuted ? detailed.withIncident(null, now) : detailed,
                EventType.DETAIL, told.source(), now));
    }

    /** What a webhook contradicts, Chipi is asked about; what it says then is for a human to weigh. */
    private Settled contradiction(PurchaseTransaction tx, Purchase purchase, EventSource source) {
        Ending ending = purchase.ending();
        Purchase checked = source != EventSource.WEBHOOK
                ? purchase.withEnding(ending.withoutDebt())
                : CONTRADICTION.equals(purchase.incident()) ? purchase : purchase.withEnding(ending.indebted());
        return incident(tx, checked, CONTRADICTION, source);
    }

    /** What Chipi tells of the money after a purchase has failed; of one that hasn't, it can't be. */
    Settled refund(PurchaseTransaction tx, Purchase purchase, PurchaseRefund refund, EventSource source) {
        if (purchase.state() != PurchaseState.FAILED && purchase.state() != PurchaseState.CANCELLED) {
            return incident(tx, purchase, purchase.state() == PurchaseState.REJECTED
                    ? FOUND_AFTER_REJECTION
                    : "REFUND_AFTER_SUCCESS", source);
        }
        if (!refund.isNewsAfter(purchase.refund())) {
            return Settled.fine(purchase);
        }
        Instant now = clock.instant();
        return Settled
                .fine(PurchaseJournal.record(tx, purchase.refunded(refund, now), EventType.REFUND, source, now));
    }

    /** The row that a terminal word left owing can't be had any more; it stays as it is. */
    Uni<Purchase> giveUpRow(String transactionHash) {
        return store.write(tx -> {
            Purchase purchase = tx.byHash(transactionHash).orElseThrow(PurchaseFailure.NotFound::new);
            return purchase.rowOwed() ? saved(tx, purchase.withEnding(purchase.ending().withoutDebt())) : purchase;
        });
    }

    private static boolean sameContent(String known, ObjectNode told) {
        ObjectNode before = known == null ? null : PurchaseJson.row(known);
        return before != null && before.without("updatedAt").equals(told.deepCopy().without("updatedAt"));
    }

    /** Notes why what was told isn't applied; once, however often it is told. */
    Settled incident(PurchaseTransaction tx, Purchase purchase, String why, EventSource source) {
        Instant now = clock.instant();
        if (why.equals(purchase.incident())) {
            return new Settled(saved(tx, purchase.checked(now)), why);
        }
        LOG.errorf("Incident %s on purchase %s: what Chipi answered about it is not applied", why,
                purchase.transactionHash());
        metrics.counter("chipi_incidents_total", "reason", why).increment();
        return new Settled(
                PurchaseJournal.record(tx, purchase.withIncident(why, now), EventType.DETAIL, source, now), why);
    }

    private static Purchase saved(PurchaseTransaction tx, Purchase purchase) {
        tx.save(purchase);
        return purchase;
    }

    private static String json(Transaction row) {
        return PurchaseJson.write(row.row());
    }
}
