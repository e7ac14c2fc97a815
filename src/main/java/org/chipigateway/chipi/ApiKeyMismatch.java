package org.chipigateway.chipi;

/** A request carries an {@code x-api-key} other than this gateway's: it was meant for another account. */
public final class ApiKeyMismatch extends RuntimeException {

    ApiKeyMismatch() {
        super("This gateway serves another API key", null, false, false);
    }
}
