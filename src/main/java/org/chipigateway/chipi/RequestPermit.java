package org.chipigateway.chipi;

/**
 * Leave to make one request to Chipi: used for exactly one, or given back. Only its first end counts, so that whoever has
 * handed it on may give it back all the same.
 */
public interface RequestPermit {

    /** The request was not made: somebody else's may be. */
    void giveBack();

    /**
     * The request has come to its end. {@link Chipi} says so of every request that it was given a permit for.
     *
     * @param failure what it came to, or null where Chipi answered what was asked
     */
    void end(Throwable failure);
}
