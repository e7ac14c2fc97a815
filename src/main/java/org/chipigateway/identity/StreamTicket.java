package org.chipigateway.identity;

import java.time.Instant;
import java.util.Objects;

/**
 * What a ticket lets its bearer read until it ends: the events of one purchase, or one owner's feed.
 *
 * @param purchase the transactionHash that it is good for; null: the owner's feed
 * @param expiresAt in whole seconds; at this instant it is over
 */
public record StreamTicket(Owner owner, String purchase, Instant expiresAt) {

    public StreamTicket {
        Objects.requireNonNull(owner);
        Objects.requireNonNull(expiresAt);
    }

    /** Whether it is one for the feed of all its owner's purchases. */
    public boolean opensFeed() {
        return purchase == null;
    }

    /** Whether it is one for this purchase; one for the feed is for no single purchase. */
    public boolean opens(String transactionHash) {
        return purchase != null && purchase.equals(transactionHash);
    }
}
