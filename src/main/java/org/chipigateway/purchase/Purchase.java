package org.chipigateway.purchase;

import java.time.Instant;

import org.chipigateway.identity.Owner;

/**
 * One purchase as the gateway knows it. Immutable: each transition gives the next one.
 *
 * @param transactionHash Chipi's idempotency key and our handle from the first moment; never changes
 * @param attempt 1, and one more each time that a REJECTED purchase is opened again
 * @param chipiId Chipi's id, null until Chipi has confirmed the purchase
 * @param row Chipi's latest row as JSON, null until there is one
 * @param rejection null unless REJECTED
 * @param incident why this purchase needs a human, or null
 * @param askedAt when its owner last posted it
 * @param checkedAt when Chipi last answered about it, or null
 * @param lastEventId the id of its newest event
 * @param intentEventId the id of the event with which its present intent was stored: what happened before it has a smaller one
 * @param ending what is known of its end beyond the state; null until it is terminal
 */
public record Purchase(String transactionHash, Owner owner, PurchaseIntent intent, PurchaseState state, int attempt,
        String chipiId, String row, Rejection rejection, String incident, Instant createdAt, Instant askedAt,
        Instant changedAt, Instant checkedAt, long lastEventId, long intentEventId, Ending ending) {

    static Purchase opened(String transactionHash, Owner owner, PurchaseIntent intent, Instant now) {
        return new Purchase(transactionHash, owner, intent, PurchaseState.SUBMITTING, 1, null, null, null, null, now,
                now, now, null, 0, 0, null);
    }

    Purchase openedAgain(PurchaseIntent newIntent, Instant now) {
        return new Purchase(transactionHash, owner, newIntent, PurchaseState.SUBMITTING, attempt + 1, null, null, null,
                incident, now, now, now, null, lastEventId, 0, null);
    }

    Purchase askedAgain(Instant now) {
        return new Purchase(transactionHash, owner, intent, state, attempt, chipiId, row, rejection, incident,
                createdAt, now, changedAt, checkedAt, lastEventId, intentEventId, ending);
    }

    Purchase rejected(Rejection why, Instant now) {
        return new Purchase(transactionHash, owner, intent, PurchaseState.REJECTED, attempt, chipiId, row, why,
                incident, createdAt, askedAt, now, checkedAt, lastEventId, intentEventId, Ending.withRow(now));
    }

    /** Chipi has told this row, which is its newest: where the state is terminal, its settled one. */
    Purchase toldBy(String newRow, String id, PurchaseState newState, Instant now) {
        Ending end = !newState.terminal() ? null : ending == null ? Ending.withRow(now) : ending.withoutDebt();
        return new Purchase(transactionHash, owner, intent, newState, attempt, id, newRow, rejection, incident,
                createdAt, askedAt, now, now, lastEventId, intentEventId, end);
    }

    /** Chipi has told the state alone; the row is as it was. */
    Purchase movedTo(PurchaseState newState, Instant now) {
        return new Purchase(transactionHash, owner, intent, newState, attempt, chipiId, row, rejection, incident,
                createdAt, askedAt, now, now, lastEventId, intentEventId,
                newState.terminal() ? Ending.withoutRow(now) : null);
    }

    Purchase refunded(PurchaseRefund refund, Instant now) {
        return new Purchase(transactionHash, owner, intent, state, attempt, chipiId, row, rejection, incident,
                createdAt, askedAt, now, now, lastEventId, intentEventId, ending.refunded(refund));
    }

    Purchase checked(Instant now) {
        return new Purchase(transactionHash, owner, intent, state, attempt, chipiId, row, rejection, incident,
                createdAt, askedAt, changedAt, now, lastEventId, intentEventId, ending);
    }

    /** @param why null where it has turned out that there is none */
    Purchase withIncident(String why, Instant now) {
        return new Purchase(transactionHash, owner, intent, state, attempt, chipiId, row, rejection, why, createdAt,
                askedAt, now, now, lastEventId, intentEventId, ending);
    }

    Purchase withEnding(Ending other) {
        return new Purchase(transactionHash, owner, intent, state, attempt, chipiId, row, rejection, incident,
                createdAt, askedAt, changedAt, checkedAt, lastEventId, intentEventId, other);
    }

    Purchase withLastEventId(long id) {
        return new Purchase(transactionHash, owner, intent, state, attempt, chipiId, row, rejection, incident,
                createdAt, askedAt, changedAt, checkedAt, id, intentEventId == 0 ? id : intentEventId, ending);
    }

    /** Chipi's id, or the hash until there is one. */
    public String id() {
        return chipiId == null ? transactionHash : chipiId;
    }

    /** Whether Chipi has said that it has this purchase. */
    public boolean confirmed() {
        return chipiId != null;
    }

    public boolean terminal() {
        return state.terminal();
    }

    /** Whether it ended without its settled row, which is still to be read. */
    public boolean rowOwed() {
        return ending != null && ending.rowOwed();
    }

    /** What Chipi has told of the money's way back, or null. */
    public PurchaseRefund refund() {
        return ending == null ? null : ending.refund();
    }
}
