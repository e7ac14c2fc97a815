package org.chipigateway.purchase;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How long purchases are pursued; the variables are {@code GATEWAY_…}. */
@ConfigMapping(prefix = "gateway")
public interface PurchaseConfig {

    /** How long after its caller last asked a purchase may still be sent. */
    @WithDefault("10m")
    Duration submitWithin();

    /** How long the same SKU and reference are refused to the same owner: the carriers' own window. */
    @WithDefault("15m")
    Duration duplicateWindow();

    /** How long an open purchase is polled, from its creation. */
    @WithDefault("24h")
    Duration purchaseHorizon();

    /** After a restore from a backup: whether each hash is looked up before its first send. */
    @WithDefault("false")
    boolean lookUpFirst();

    /** How long a POST waits for Chipi's confirmation where the caller doesn't say. */
    @WithDefault("10s")
    Duration confirmationWait();
}
