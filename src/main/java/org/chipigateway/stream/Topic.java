package org.chipigateway.stream;

import org.chipigateway.identity.Owner;

/** What a stream tells of. */
sealed interface Topic {

    /** One purchase. */
    record OfPurchase(String transactionHash) implements Topic {
    }

    /** All purchases of an owner: their feed. */
    record OfOwner(Owner owner) implements Topic {
    }

    /** Everybody's purchases: the operator's feed. */
    record OfAll() implements Topic {
    }
}
