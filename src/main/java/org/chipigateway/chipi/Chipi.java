package org.chipigateway.chipi;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.smallrye.mutiny.Uni;

/** Chipi's bill-payment flow. Every failure is a {@link ChipiFailure}; nothing is retried here. */
@ApplicationScoped
public class Chipi {

    /** {@code GET /skus}: Chipi's page as it came, an object with a {@code data} array. */
    public Uni<ObjectNode> skus(SkuQuery query, String bearer) {
        throw new UnsupportedOperationException();
    }

    /** {@code GET /skus/{id}}. */
    public Uni<Sku> sku(String id, String bearer) {
        throw new UnsupportedOperationException();
    }

    /** {@code POST /sku-purchases}: the call that debits. */
    public Uni<Transaction> submit(PurchaseOrder order, String bearer, SendPermit permit) {
        throw new UnsupportedOperationException();
    }

    /** {@code GET /sku-purchases/{id}}, by Chipi's id. */
    public Uni<Transaction> purchase(String id, String bearer) {
        throw new UnsupportedOperationException();
    }

    /** {@code GET /transactions/{hashOrId}}. */
    public Uni<Transaction> transaction(String hashOrId, String bearer) {
        throw new UnsupportedOperationException();
    }
}
