package org.chipigateway.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;

import io.vertx.core.json.JsonObject;

/** A stream ticket as the gateway hands it out. */
record Ticket(String ticket, Instant expiresAt, String url) {

    static Ticket forTheFeed(Target target, String token) {
        return of(target, token, "{}");
    }

    static Ticket forPurchase(Target target, String token, String idOrHash) {
        return of(target, token, new JsonObject().put("purchase", idOrHash).encode());
    }

    private static Ticket of(Target target, String token, String body) {
        try (Answer answer = target.send(Request.post("/v1/stream-tickets", body).as(token))) {
            assertThat(answer.status()).as("POST /v1/stream-tickets %s:%n%s", body, answer.text()).isEqualTo(201);
            JsonObject json = answer.json();
            return new Ticket(json.getString("ticket"), Instant.parse(json.getString("expiresAt")),
                    json.getString("url"));
        }
    }

    /** This path and query with the ticket added. */
    String on(String target) {
        return target + (target.contains("?") ? "&" : "?") + "ticket=" + ticket;
    }
}
