package org.chipigateway.catalog;

import java.math.BigDecimal;

import jakarta.enterprise.context.ApplicationScoped;

import org.chipigateway.identity.Caller;

import io.smallrye.mutiny.Uni;

/** Checks a purchase against its SKU before any debit. */
@ApplicationScoped
public class SkuCheck {

    /**
     * Completes when the purchase fits its SKU, and when the SKU can't be had in time: then Chipi judges. Fails with a
     * {@link CatalogFailure}.
     */
    public Uni<Void> check(String skuId, String skuReference, BigDecimal currencyAmount, Caller caller) {
        throw new UnsupportedOperationException();
    }
}
