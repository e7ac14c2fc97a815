package org.chipigateway.webhook;

import java.time.Instant;
import java.util.Set;

import org.chipigateway.purchase.PurchaseTransaction;

/** One transaction over the inbox and the purchases. */
public interface DeliveryTransaction extends DeliveryRecords, PurchaseTransaction {

    /** Inserts a delivery that isn't there yet, and what it calls its purchase. */
    void keep(Delivery delivery, Set<String> names);

    /** Replaces what became of it. */
    void replace(Delivery delivery);

    /** Deletes the oldest of those that came before then, whatever became of them; returns how many there were. */
    int deleteReceived(Instant before, int limit);
}
