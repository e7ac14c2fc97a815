package org.chipigateway.purchase;

import java.time.Duration;

/** Production's limits. */
record TestLimits(boolean lookUpFirst) implements PurchaseConfig {

    @Override
    public Duration submitWithin() {
        return Duration.ofMinutes(10);
    }

    @Override
    public Duration duplicateWindow() {
        return Duration.ofMinutes(15);
    }

    @Override
    public Duration purchaseHorizon() {
        return Duration.ofHours(24);
    }

    @Override
    public Duration confirmationWait() {
        return Duration.ofSeconds(10);
    }
}
