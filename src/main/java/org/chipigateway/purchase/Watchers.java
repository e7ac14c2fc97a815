package org.chipigateway.purchase;

import org.chipigateway.identity.Owner;

/** Whoever has a purchase's events streamed to them. */
public interface Watchers {

    /** Whether anybody is watching this purchase, or all of its owner's, now. */
    boolean watch(String transactionHash, Owner owner);

    /**
     * Tells each of them that the purchase isn't asked after any more until its owner comes with a fresh bearer.
     *
     * @param lapse its number, greater than that of any earlier one: nobody is told of the same one twice
     */
    void tellOfLapse(String transactionHash, Owner owner, long lapse);
}
