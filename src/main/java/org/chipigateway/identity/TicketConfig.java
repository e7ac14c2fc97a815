package org.chipigateway.identity;

import java.util.Optional;

import io.smallrye.config.ConfigMapping;

/** What stream tickets are sealed with; the variable is {@code GATEWAY_TICKET_SECRETS}. */
@ConfigMapping(prefix = "gateway")
public interface TicketConfig {

    /** Separated by commas, newest first; a plain text, because what a list takes for an escape may be part of a secret. */
    Optional<String> ticketSecrets();
}
