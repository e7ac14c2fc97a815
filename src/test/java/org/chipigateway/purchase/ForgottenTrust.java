package org.chipigateway.purchase;

import jakarta.enterprise.context.ApplicationScoped;

/**
 * Takes from a running gateway what earlier tests have taught it of webhooks: where it trusts them, its polls are half a minute
 * apart.
 */
@ApplicationScoped
public class ForgottenTrust {
    private final WebhookTrust trust;

    ForgottenTrust(WebhookTrust trust) {
        this.trust = trust;
    }

    public void forget() {
        for (int missed = 0; missed < WebhookTrust.MISSED_IN_A_ROW; missed++) {
            trust.missed();
        }
    }
}
