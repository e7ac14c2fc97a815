package org.chipigateway.webhook;

import java.util.function.Function;

import io.smallrye.mutiny.Uni;

/**
 * Where deliveries are kept, beside the purchases. Fails as {@link org.chipigateway.purchase.PurchaseStore} does.
 */
public interface DeliveryInbox {

    /** One transaction, serialised against all others; durable on disk when the Uni's item arrives. */
    <T> Uni<T> write(Function<DeliveryTransaction, T> work);

    <T> Uni<T> read(Function<DeliveryRecords, T> query);
}
