package org.chipigateway.operations;

import java.time.Duration;

import org.chipigateway.purchase.PurchaseConfig;

/** Production's limits. */
record Limits() implements PurchaseConfig {

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
    public boolean lookUpFirst() {
        return false;
    }

    @Override
    public Duration confirmationWait() {
        return Duration.ofSeconds(10);
    }
}
