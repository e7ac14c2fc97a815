package org.chipigateway.conformance;

import java.util.Optional;

/**
 * What whoever runs the checks has said of the gateway.
 *
 * @param purchase the id or hash of one that is there already, of the owner of the token
 * @param goods what to buy
 * @param buy whether it may be bought on a gateway that isn't a dev gateway
 */
record TargetSettings(Optional<String> token, Optional<String> tokenOfAnother, Optional<String> tokenOfAnOperator,
        Optional<String> purchase, Optional<Order> goods, boolean buy) {

    static TargetSettings fromSystemProperties() {
        return new TargetSettings(property("token"), property("token.other"), property("token.operator"),
                property("purchase"), goodsToBuy(), Boolean.getBoolean("buy"));
    }

    private static Optional<Order> goodsToBuy() {
        return property("sku").map(sku -> new Order(sku, required("reference"), required("amount")));
    }

    private static String required(String name) {
        return property(name).orElseThrow(() -> new AssertionError("-Dsku= needs -D" + name + "= too"));
    }

    static Optional<String> property(String name) {
        return Optional.ofNullable(System.getProperty(name)).filter(value -> !value.isBlank());
    }
}
