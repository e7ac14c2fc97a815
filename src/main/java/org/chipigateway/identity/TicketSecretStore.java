package org.chipigateway.identity;

import io.smallrye.mutiny.Uni;

/** Where the secret of stream tickets is kept if the configuration names none. */
public interface TicketSecretStore {

    /**
     * The secret that is kept, for good: this one, if there was none. Whoever asks gets the same, so that the replicas on one
     * store take each other's tickets.
     */
    Uni<String> kept(String ifNone);
}
