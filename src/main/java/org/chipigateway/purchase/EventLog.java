package org.chipigateway.purchase;

import java.util.List;

import io.smallrye.mutiny.Uni;

/** The append-only log that streams replay. */
public interface EventLog {

    /** The events of one purchase with an id greater than {@code afterId}, oldest first. */
    Uni<List<PurchaseEvent>> of(String transactionHash, long afterId);
}
