package org.chipigateway.chipi;

/** Asked last, when a connection stands and before the first byte of a purchase's POST leaves. */
@FunctionalInterface
public interface SendPermit {

    /**
     * Asked on an event loop, so it must not block. False, or an exception: the send is not made and the call fails with
     * {@link ChipiFailure.Unreachable}.
     */
    boolean mayLeave();
}
