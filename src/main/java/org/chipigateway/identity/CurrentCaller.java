package org.chipigateway.identity;

import java.time.InstantSource;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.security.UnauthorizedException;
import io.quarkus.security.identity.SecurityIdentity;

/** The caller of the request at hand, on guarded methods. */
@ApplicationScoped
public class CurrentCaller {

    private final SecurityIdentity identity;
    private final BearerCustody custody;
    private final InstantSource clock;

    CurrentCaller(SecurityIdentity identity, BearerCustody custody, InstantSource clock) {
        this.identity = identity;
        this.custody = custody;
        this.clock = clock;
    }

    /** Also offers the caller's bearer to the custody: any request of an owner refreshes it. */
    public Caller get() {
        Caller caller = identity.getAttribute(BearerAuthentication.CALLER);
        if (caller == null) {
            throw new UnauthorizedException();
        }
        custody.offer(caller);
        return caller;
    }

    /** Whether the caller's token has ended while their request was served; false where nobody is known. */
    public boolean tokenHasEnded() {
        Caller caller = identity.getAttribute(BearerAuthentication.CALLER);
        return caller != null && !clock.instant().isBefore(caller.expiresAt());
    }
}
