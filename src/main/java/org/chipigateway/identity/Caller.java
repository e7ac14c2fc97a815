package org.chipigateway.identity;

import java.time.Instant;
import java.util.Set;

/**
 * Who makes the request at hand.
 *
 * @param bearer the token as it came, to be passed on to Chipi; never logged, never stored
 * @param expiresAt the token's {@code exp}
 */
public record Caller(Owner owner, String bearer, Instant expiresAt, Set<String> groups) {

    @Override
    public String toString() {
        return "Caller[owner=" + owner + ", expiresAt=" + expiresAt + ", groups=" + groups + "]";
    }
}
