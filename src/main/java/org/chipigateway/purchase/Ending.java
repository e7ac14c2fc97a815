package org.chipigateway.purchase;

import java.time.Instant;

/**
 * What is known of a purchase's end beyond its state.
 *
 * @param at when it settled
 * @param rowOwed whether Chipi is still to be asked for the row: it told the end without one, or contradicted the known end
 * @param refund null until Chipi tells of one
 */
public record Ending(Instant at, boolean rowOwed, PurchaseRefund refund) {

    static Ending withRow(Instant at) {
        return new Ending(at, false, null);
    }

    static Ending withoutRow(Instant at) {
        return new Ending(at, true, null);
    }

    Ending indebted() {
        return new Ending(at, true, refund);
    }

    Ending withoutDebt() {
        return new Ending(at, false, refund);
    }

    Ending refunded(PurchaseRefund told) {
        return new Ending(at, rowOwed, told);
    }
}
