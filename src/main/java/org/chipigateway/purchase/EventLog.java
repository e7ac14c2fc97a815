package org.chipigateway.purchase;

import java.util.List;

import org.chipigateway.identity.Owner;

import io.smallrye.mutiny.Uni;

/** The append-only log that streams replay. */
public interface EventLog {

    /** The first {@code limit} events of one purchase with an id greater than {@code afterId}, oldest first. */
    Uni<List<PurchaseEvent>> of(String transactionHash, long afterId, int limit);

    /** The first {@code limit} events of all this owner's purchases with an id greater than {@code afterId}, oldest first. */
    Uni<List<PurchaseEvent>> of(Owner owner, long afterId, int limit);

    /** The first {@code limit} events of everybody's purchases with an id greater than {@code afterId}, oldest first. */
    Uni<List<PurchaseEvent>> ofAll(long afterId, int limit);
}
