package org.chipigateway.identity;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.security.UnauthorizedException;
import io.quarkus.security.identity.SecurityIdentity;

/** The caller of the request at hand, on guarded methods. */
@ApplicationScoped
public class CurrentCaller {

    private final SecurityIdentity identity;
    private final BearerCustody custody;

    CurrentCaller(SecurityIdentity identity, BearerCustody custody) {
        this.identity = identity;
        this.custody = custody;
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
}
