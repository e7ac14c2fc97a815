package org.chipigateway.purchase;

/**
 * A purchase as its caller asked for it.
 *
 * @param transactionHash the caller's own, or null
 * @param allowDuplicate ours, not passed on: buy although the same goods were bought for the same reference just now
 */
record PurchaseRequest(String transactionHash, PurchaseIntent intent, boolean allowDuplicate) {
}
