package org.chipigateway.identity;

import java.time.Duration;

/** The key that signed the token can't be had now, so nobody can say whether the token is good. */
public final class KeysUnavailable extends RuntimeException {

    private final Duration retryAfter;

    KeysUnavailable(Duration retryAfter) {
        super("The keys that tokens are verified with are not available at the moment", null, false, false);
        this.retryAfter = retryAfter;
    }

    /** When the keys will be asked for again at the earliest; more than zero. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
