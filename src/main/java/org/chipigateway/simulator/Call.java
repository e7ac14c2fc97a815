package org.chipigateway.simulator;

import java.time.Instant;

/**
 * One call to the simulated Chipi.
 *
 * @param at when it came
 * @param path without the query, as it was sent: {@code /v1/skus}
 * @param query without the question mark, or null
 * @param bearer the token as it came, or null
 * @param body what was sent, or null
 * @param status what was answered; 0 while it isn't, and where the connection was cut
 */
public record Call(Instant at, String method, String path, String query, String apiKey, String bearer, String body,
        int status) {

    @Override
    public String toString() {
        return at + " " + method + " " + path + (query == null ? "" : "?" + query) + " " + status;
    }
}
