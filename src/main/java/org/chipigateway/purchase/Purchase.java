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
 */
public record Purchase(String transactionHash, Owner owner, PurchaseIntent intent, PurchaseState state, int attempt,
        String chipiId, String row, Rejection rejection, String incident, Instant createdAt, Instant askedAt,
        Instant changedAt, Instant checkedAt, long lastEventId) {

    static Purchase opened(String transactionHash, Owner owner, PurchaseIntent intent, Instant now) {
        return new Purchase(transactionHash, owner, intent, PurchaseState.SUBMITTING, 1, null, null, null, null, now,
                now,
                now, null, 0);
    }

    Purchase openedAgain(PurchaseIntent newIntent, Instant now) {
        return new Purchase(transactionHash, owner, newIntent, PurchaseState.SUBMITTING, attempt + 1, null, null, null,
                incident, now, now, now, null, lastEventId);
    }

    Purchase askedAgain(Instant now) {
        return new Purchase(transactionHash, owner, intent, state, attempt, chipiId, row, rejection, incident,
                createdAt,
                now, changedAt, checkedAt, lastEventId);
    }

    Purchase rejected(Rejection why, Instant now) {
        return new Purchase(transactionHash, owner, intent, PurchaseState.REJECTED, attempt, chipiId, row, why,
                incident,
                createdAt, askedAt, now, checkedAt, lastEventId);
    }

    Purchase toldBy(String newRow, String id, PurchaseState newState, Instant now) {
        return new Purchase(transactionHash, owner, intent, newState, attempt, id, newRow, rejection, incident,
                createdAt,
                askedAt, now, now, lastEventId);
    }

    Purchase checked(Instant now) {
        return new Purchase(transactionHash, owner, intent, state, attempt, chipiId, row, rejection, incident,
                createdAt,
                askedAt, changedAt, now, lastEventId);
    }

    Purchase withIncident(String why, Instant now) {
        return new Purchase(transactionHash, owner, intent, state, attempt, chipiId, row, rejection, why, createdAt,
                askedAt, now, now, lastEventId);
    }

    Purchase withLastEventId(long id) {
        return new Purchase(transactionHash, owner, intent, state, attempt, chipiId, row, rejection, incident,
                createdAt,
                askedAt, changedAt, checkedAt, id);
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
}
