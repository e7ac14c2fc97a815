package org.chipigateway.purchase;

/**
 * What became of a purchase that Chipi has told something of.
 *
 * @param incident why it was not applied, in one word; null where it was, or was known
 */
record Settled(Purchase purchase, String incident) {

    static Settled fine(Purchase purchase) {
        return new Settled(purchase, null);
    }

    boolean isFine() {
        return incident == null;
    }
}
