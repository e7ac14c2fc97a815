package org.chipigateway.stream;

import java.time.Instant;

import org.chipigateway.identity.Caller;
import org.chipigateway.identity.CurrentCaller;
import org.chipigateway.identity.Owner;

/**
 * What a stream was opened with; it ends when that ends.
 *
 * @param owner whose it is, and who the stream counts for
 */
record StreamCredential(Kind kind, Owner owner, Instant endsAt) {

    /** The word is the metrics'. */
    enum Kind {
        BEARER("bearer"),
        /** Browsers' own {@code EventSource}: its comments reach no script, and any status but 200 makes it give up. */
        TICKET("ticket");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    static StreamCredential of(CurrentCaller current) {
        return current.ticket().map(ticket -> new StreamCredential(Kind.TICKET, ticket.owner(), ticket.expiresAt()))
                .orElseGet(() -> of(current.get()));
    }

    private static StreamCredential of(Caller caller) {
        return new StreamCredential(Kind.BEARER, caller.owner(), caller.expiresAt());
    }

    boolean isTicket() {
        return kind == Kind.TICKET;
    }
}
