package org.chipigateway.purchase;

/** What one committed event made of its purchase. */
public record PurchaseChange(Purchase purchase, PurchaseEvent event) {
}
