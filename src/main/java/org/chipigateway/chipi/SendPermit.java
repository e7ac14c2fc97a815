package org.chipigateway.chipi;

/** Asked last, when a connection stands and before the first byte of a purchase's POST leaves. */
@FunctionalInterface
public interface SendPermit {

    /** False: the send is not made and the call fails with {@link ChipiFailure.Unreachable}. */
    boolean mayLeave();
}
