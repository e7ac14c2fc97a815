package org.chipigateway.store;

/** The store can't be used, so the gateway doesn't start; the message says what to do about it. */
public class StoreRefused extends RuntimeException {
    StoreRefused(String message) {
        super(message, null, false, false);
    }
}
