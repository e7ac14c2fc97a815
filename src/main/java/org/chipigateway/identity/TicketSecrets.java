package org.chipigateway.identity;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.runtime.StartupEvent;

/**
 * What tickets are sealed with: the configured secrets, several so that a new one can be used before the old one is gone; else one
 * that was made once and is kept in the store.
 */
@ApplicationScoped
class TicketSecrets {

    private static final int BYTES = 32;
    /** Longer than the store lets anybody wait. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final TicketSecretStore store;
    private final List<TicketSeal> configured;
    private volatile List<TicketSeal> seals;

    TicketSecrets(TicketConfig config, TicketSecretStore store) {
        this.store = store;
        this.configured = config.ticketSecrets().stream().flatMap(all -> Arrays.stream(all.split(",")))
                .map(String::strip).filter(secret -> !secret.isEmpty()).map(TicketSeal::new).toList();
        this.seals = configured;
    }

    /** At start, on its own thread and before the first request: afterwards no event loop has to wait for it. */
    void load(@Observes StartupEvent start) {
        if (configured.isEmpty()) {
            seals = List.of(new TicketSeal(store.kept(made()).await().atMost(PATIENCE)));
        }
    }

    /** Newest first; never empty once the gateway has started. */
    List<TicketSeal> seals() {
        return seals;
    }

    private static String made() {
        byte[] secret = new byte[BYTES];
        new SecureRandom().nextBytes(secret);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }
}
