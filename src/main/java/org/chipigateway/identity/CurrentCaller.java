package org.chipigateway.identity;

import jakarta.enterprise.context.ApplicationScoped;

/** The caller of the request at hand, on guarded methods. */
@ApplicationScoped
public class CurrentCaller {

    /** Also offers the caller's bearer to the custody: any request of an owner refreshes it. */
    public Caller get() {
        throw new UnsupportedOperationException();
    }
}
