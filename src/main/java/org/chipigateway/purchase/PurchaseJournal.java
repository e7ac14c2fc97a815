package org.chipigateway.purchase;

import java.time.Instant;

/** Writes a purchase's new state and the event that tells of it, always both, in the transaction at hand. */
final class PurchaseJournal {
    private PurchaseJournal() {
    }

    /** @return the purchase with the id of its new event */
    static Purchase record(PurchaseTransaction tx, Purchase purchase, EventType type, EventSource source, Instant at) {
        Purchase numbered = purchase.withLastEventId(tx.nextEventId());
        PurchaseEvent event = new PurchaseEvent(numbered.lastEventId(), numbered.transactionHash(), type,
                numbered.terminal(), at, PurchaseJson.eventData(numbered, source, at));
        tx.save(numbered);
        tx.append(new PurchaseChange(numbered, event));
        return numbered;
    }
}
