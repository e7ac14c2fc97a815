package org.chipigateway.purchase;

/**
 * What becomes of the money of a purchase that failed after its debit. Chipi may tell both of one purchase, in any order: the one
 * that is still to be acted on then stays, so that the order of arrival makes no difference.
 */
public enum PurchaseRefund {
    /** Chipi has restored the integrator's credits; the customer's money is the integrator's to return. */
    CREDITS_RESTORED,
    /** The integrator collected on-chain and owes it back. */
    REFUND_DUE;

    /** Whether this one, told now, is news to somebody who knows the other, or none. */
    boolean isNewsAfter(PurchaseRefund known) {
        return known == null || known.compareTo(this) < 0;
    }
}
