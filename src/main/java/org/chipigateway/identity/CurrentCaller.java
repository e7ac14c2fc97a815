package org.chipigateway.identity;

import java.time.InstantSource;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.security.UnauthorizedException;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;

/** The caller of the request at hand, on guarded methods. */
@ApplicationScoped
public class CurrentCaller {

    private final CurrentVertxRequest request;
    private final BearerCustody custody;
    private final InstantSource clock;

    CurrentCaller(CurrentVertxRequest request, BearerCustody custody, InstantSource clock) {
        this.request = request;
        this.custody = custody;
        this.clock = clock;
    }

    /**
     * Also offers the caller's bearer to the custody: any request of an owner refreshes it.
     *
     * @throws UnauthorizedException on a method without a guard, where nobody has been asked for a token, and where the request
     *             came with a ticket only
     */
    public Caller get() {
        Caller caller = authenticated();
        if (caller == null) {
            throw new UnauthorizedException();
        }
        custody.offer(caller);
        return caller;
    }

    /** What the request at hand came with instead of a bearer; a method that asks for nothing but {@link #get} takes none. */
    public Optional<StreamTicket> ticket() {
        return Optional.ofNullable(request.getCurrent()).map(current -> current.get(TicketAuthentication.TICKET));
    }

    /** Whether the caller's token has ended while their request was served; false where nobody is known. */
    public boolean tokenHasEnded() {
        Caller caller = authenticated();
        return caller != null && !clock.instant().isBefore(caller.expiresAt());
    }

    private Caller authenticated() {
        return request.getCurrent() == null ? null : request.getCurrent().get(BearerAuthentication.CALLER);
    }
}
