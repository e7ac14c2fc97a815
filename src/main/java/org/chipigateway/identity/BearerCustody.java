package org.chipigateway.identity;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

/**
 * Keeps, in memory only, the newest bearer of each owner who has an open purchase, so that Chipi can be asked about it
 * after the owner's request has ended.
 */
@ApplicationScoped
public class BearerCustody {

    /** From now on this owner's bearers are kept: they have an open purchase. Idempotent. */
    public void await(Owner owner) {
        throw new UnsupportedOperationException();
    }

    /** The owner has no open purchase any more: what is kept is forgotten. */
    public void release(Owner owner) {
        throw new UnsupportedOperationException();
    }

    /**
     * Keeps the bearer if its owner is awaited, it isn't expired nor was it refused, and it expires later than the kept
     * one; then fires {@link FreshBearer}.
     */
    public void offer(Caller caller) {
        throw new UnsupportedOperationException();
    }

    /** The newest bearer that hasn't expired and that Chipi hasn't refused. */
    public Optional<String> bearerOf(Owner owner) {
        throw new UnsupportedOperationException();
    }

    /** Chipi said 401 to this bearer: it is not handed out again. */
    public void refused(Owner owner, String bearer) {
        throw new UnsupportedOperationException();
    }
}
