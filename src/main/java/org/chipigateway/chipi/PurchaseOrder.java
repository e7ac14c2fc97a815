package org.chipigateway.chipi;

import java.math.BigDecimal;

/** The body of {@code POST /sku-purchases}, field for field as Chipi wants it. */
public record PurchaseOrder(String transactionHash, String skuId, String skuReference, BigDecimal currencyAmount,
        String chain, String token, String walletAddress, BigDecimal orgMarkup) {
}
