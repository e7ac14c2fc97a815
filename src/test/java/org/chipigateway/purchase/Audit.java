package org.chipigateway.purchase;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.chipigateway.chipi.Transaction;
import org.chipigateway.simulator.Ledger;

/** Holds the gateway's disk against Chipi's ledger. */
final class Audit {
    private final World world;
    private final List<Purchase> purchases;
    private final Ledger ledger;

    private Audit(World world) {
        this.world = world;
        this.purchases = world.disk.purchases();
        this.ledger = world.upstream.books.ledger();
    }

    static Audit of(World world) {
        return new Audit(world);
    }

    /** Holds at any moment. */
    void nothingIsWrong() {
        assertThat(ledger.doubled()).as("debited twice").isEmpty();
        assertThat(world.chronicle.violations()).as("what was committed").isEmpty();
    }

    /** Holds once all is quiet. */
    void everythingIsSettled() {
        nothingIsWrong();
        assertThat(purchases.stream().filter(this::isLeftOpen)).as("left open").isEmpty();
        theLogIsWhole();
        purchases.forEach(this::agreesWithItsEventsAndTheLedger);
        everyDebitIsAdopted();
    }

    /** Whether nobody has anything left to wait for. */
    boolean isSettled() {
        return purchases.stream().noneMatch(this::isLeftOpen);
    }

    /** An incident waits for a human, and what is older than its horizon is reported and no longer asked about. */
    private boolean isLeftOpen(Purchase purchase) {
        boolean stuck = !purchase.confirmed() && purchase.incident() != null
                && ledger.debits(purchase.transactionHash()) == 0;
        boolean overdue = purchase.confirmed()
                && purchase.createdAt().plus(new TestLimits(false).purchaseHorizon()).isBefore(world.agenda.instant());
        return !purchase.terminal() && !stuck && !overdue || purchase.rowOwed();
    }

    private void theLogIsWhole() {
        List<PurchaseEvent> events = world.disk.events();
        assertThat(events).as("events in the log, and as they were committed").isEqualTo(world.chronicle.events());
        assertThat(events).extracting(PurchaseEvent::id).as("ids of events").isSorted().doesNotHaveDuplicates();
    }

    private void agreesWithItsEventsAndTheLedger(Purchase purchase) {
        String hash = purchase.transactionHash();
        assertThat(purchase.state()).as("its state, and the one that its last event tells")
                .isEqualTo(world.chronicle.newest(hash).state());
        assertThat(terminalEvents().getOrDefault(hash, 0L)).as("terminal events of %s", purchase)
                .isEqualTo(purchase.terminal() ? purchase.attempt() : purchase.attempt() - 1L);
        assertThat(ledger.debits(hash)).as("debits of %s", purchase).isEqualTo(purchase.confirmed() ? 1 : 0);
        assertThat(purchase.confirmed()).as("%s has Chipi's id", purchase)
                .isEqualTo(purchase.state() != PurchaseState.REJECTED && purchase.state() != PurchaseState.SUBMITTING);
        if (purchase.confirmed()) {
            Transaction row = Transaction.of(PurchaseJson.row(purchase.row()));
            assertThat(List.of(row.id(), row.transactionHash(), row.skuId(), row.skuReference()))
                    .as("the row that its owner is shown").isEqualTo(List.of(purchase.chipiId(), hash,
                            purchase.intent().skuId(), purchase.intent().skuReference()));
            // What a delivery has ended otherwise than its row says is an incident; and a row that is owed is given up at the horizon.
            if (purchase.terminal() && purchase.incident() == null && isYoung(purchase.ending().at())) {
                assertThat(PurchaseState.of(row.status())).as("the state of the row that is shown")
                        .isEqualTo(purchase.state());
            }
        }
    }

    private boolean isYoung(Instant at) {
        return at.plus(new TestLimits(false).purchaseHorizon()).isAfter(world.agenda.instant());
    }

    private Map<String, Long> terminalEvents() {
        Map<String, Long> found = new HashMap<>();
        world.disk.events().stream().filter(event -> event.terminal() && event.type() == EventType.STATUS)
                .forEach(event -> found.merge(event.transactionHash(), 1L, Long::sum));
        return found;
    }

    private void everyDebitIsAdopted() {
        for (Ledger.Entry debit : ledger.entries()) {
            Optional<Purchase> theirs = purchases.stream()
                    .filter(purchase -> debit.transactionId().equals(purchase.chipiId())).findFirst();
            assertThat(theirs).as("the purchase of %s", debit).isPresent();
            assertThat(theirs.get().transactionHash()).isEqualTo(debit.transactionHash());
        }
    }
}
