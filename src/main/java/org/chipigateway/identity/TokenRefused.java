package org.chipigateway.identity;

/** A bearer came and isn't accepted. The message never holds any of it. */
public final class TokenRefused extends RuntimeException {

    /** What the caller can do about it: fetch a newer token, or find out why theirs is no good. */
    public enum Reason {
        EXPIRED, INVALID
    }

    private final Reason reason;

    TokenRefused(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    static TokenRefused invalid(String message) {
        return new TokenRefused(Reason.INVALID, message);
    }

    public Reason reason() {
        return reason;
    }
}
