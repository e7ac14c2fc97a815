package org.chipigateway.purchase;

import org.chipigateway.chipi.Transaction;

/**
 * What Chipi has told of a purchase.
 *
 * @param row what its fields say of the purchase
 * @param whole whether that is Chipi's row; else a few fields, of which none replaces what is known
 */
record Told(PurchaseState state, Transaction row, boolean whole, EventSource source) {
}
