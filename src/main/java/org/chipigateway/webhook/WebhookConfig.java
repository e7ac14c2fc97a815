package org.chipigateway.webhook;

import java.util.Optional;

import io.smallrye.config.ConfigMapping;

/** What Chipi's deliveries are signed with; the variable is {@code CHIPI_WEBHOOK_SECRETS}. */
@ConfigMapping(prefix = "chipi")
public interface WebhookConfig {

    /** Separated by commas, newest first; a plain text, because what a list takes for an escape may be part of a secret. */
    Optional<String> webhookSecrets();
}
