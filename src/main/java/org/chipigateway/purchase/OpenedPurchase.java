package org.chipigateway.purchase;

/**
 * A purchase whose intent is durable.
 *
 * @param repeated whether it was there already: the request repeats an earlier one
 */
public record OpenedPurchase(Purchase purchase, boolean repeated) {
}
