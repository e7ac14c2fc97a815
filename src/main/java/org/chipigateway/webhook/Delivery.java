package org.chipigateway.webhook;

import java.time.Instant;

/**
 * One delivery of Chipi's, as the inbox keeps it.
 *
 * @param id a digest of the body, in hex: the same content is the same delivery
 * @param event its name in Chipi's words; null where it has none
 * @param body as it came, without its signature; customers' references may be in it
 * @param lastEventId the newest event of the log when it was stored
 * @param reason of an incident, in one word; else null
 * @param transactionHash of the purchase that it was found to tell of, or null
 * @param retryAt when it is tried again; null where it isn't
 */
public record Delivery(String id, String event, String body, Instant receivedAt, long lastEventId, Outcome outcome,
        String reason, String transactionHash, Instant retryAt) {

    Delivery became(Outcome now, String why, String hash, Instant again) {
        return new Delivery(id, event, body, receivedAt, lastEventId, now, why, hash, again);
    }

    @Override
    public String toString() {
        return "Delivery[id=" + id + ", event=" + event + ", outcome=" + outcome + "]";
    }
}
