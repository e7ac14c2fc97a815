package org.chipigateway.identity;

import java.time.InstantSource;
import java.util.Optional;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;

/** Stream tickets as a gateway makes them, without one. */
final class Tickets {

    private Tickets() {
    }

    /** As with {@code GATEWAY_TICKET_SECRETS} set to this. */
    static StreamTickets sealedWith(String secrets, InstantSource clock) {
        return started(secrets, ifNone -> Uni.createFrom().failure(new AssertionError("the store is not asked")),
                clock);
    }

    /** As with no secret configured. */
    static StreamTickets sealedFrom(TicketSecretStore store, InstantSource clock) {
        return started(null, store, clock);
    }

    private static StreamTickets started(String configured, TicketSecretStore store, InstantSource clock) {
        TicketSecrets secrets = new TicketSecrets(() -> Optional.ofNullable(configured), store);
        secrets.load(new StartupEvent());
        return new StreamTickets(secrets, clock);
    }
}
