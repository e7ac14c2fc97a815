package org.chipigateway.purchase;

/**
 * The paths that we hand out, without a host, so that they hold behind any ingress. Ids and hashes need no escaping: neither
 * alphabet has a character that a path segment can't hold.
 */
public final class PurchasePaths {
    public static final String PURCHASES = "/v1/sku-purchases";

    private PurchasePaths() {
    }

    public static String purchase(String idOrHash) {
        return PURCHASES + "/" + idOrHash;
    }

    /** The feed of all one's purchases. */
    public static String events() {
        return PURCHASES + "/events";
    }

    public static String events(String idOrHash) {
        return purchase(idOrHash) + "/events";
    }
}
