package org.chipigateway.purchase;

import java.util.function.Function;

import io.smallrye.mutiny.Uni;

/**
 * Where purchases live. The work given here runs on the store's own threads, never on the subscriber's. Fails with
 * {@link PurchaseFailure.StoreUnavailable} when the store can't say; what the work itself throws comes back as it is, and
 * rolls back.
 */
public interface PurchaseStore {

    /** One transaction, serialised against all others; durable on disk when the Uni's item arrives. */
    <T> Uni<T> write(Function<PurchaseTransaction, T> work);

    <T> Uni<T> read(Function<PurchaseRecords, T> query);
}
