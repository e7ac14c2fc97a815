package org.chipigateway.purchase;

import java.math.BigDecimal;

import org.chipigateway.chipi.PurchaseOrder;

/** What the caller wants bought, after defaults: all of the body that counts for "the same body". */
public record PurchaseIntent(String skuId, String skuReference, BigDecimal currencyAmount, String chain, String token,
        String walletAddress, BigDecimal orgMarkup) {

    /** Equal field by field, amounts by value: 50 and 50.00 are the same. */
    boolean sameAs(PurchaseIntent other) {
        return skuId.equals(other.skuId) && skuReference.equals(other.skuReference)
                && currencyAmount.compareTo(other.currencyAmount) == 0 && chain.equals(other.chain)
                && token.equals(other.token) && walletAddress.equals(other.walletAddress)
                && orgMarkup.compareTo(other.orgMarkup) == 0;
    }

    PurchaseOrder orderFor(String transactionHash) {
        return new PurchaseOrder(transactionHash, skuId, skuReference, currencyAmount, chain, token, walletAddress,
                orgMarkup);
    }
}
