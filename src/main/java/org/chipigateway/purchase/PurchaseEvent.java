package org.chipigateway.purchase;

import java.time.Instant;

/**
 * One row of the append-only event log.
 *
 * @param id strictly increasing in commit order over all purchases
 * @param terminal whether the purchase had settled with this event
 * @param data the event's JSON, as every stream tells it
 */
public record PurchaseEvent(long id, String transactionHash, EventType type, boolean terminal, Instant at,
        String data) {
}
