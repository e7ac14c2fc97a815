package org.chipigateway.webhook;

import java.util.Set;

import org.chipigateway.purchase.PurchaseTransaction;

/** One transaction over the inbox and the purchases. */
public interface DeliveryTransaction extends DeliveryRecords, PurchaseTransaction {

    /** Inserts a delivery that isn't there yet, and what it calls its purchase. */
    void keep(Delivery delivery, Set<String> names);

    /** Replaces what became of it. */
    void replace(Delivery delivery);

    /** Deletes a delivery and what it calls its purchase; nothing where it isn't there. */
    void deleteDelivery(String id);
}
