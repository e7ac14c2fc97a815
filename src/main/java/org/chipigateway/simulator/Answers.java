package org.chipigateway.simulator;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import com.fasterxml.jackson.databind.JsonNode;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** The ways in which a call is answered, well and badly. */
final class Answers {
    private static final String JSON = "application/json; charset=utf-8";
    private static final String PAGE = "<!DOCTYPE html><html><head><title>%d</title></head>"
            + "<body><h1>We'll be back shortly</h1></body></html>";

    private Answers() {
    }

    static void json(RoutingContext call, int status, JsonNode body) {
        call.response().setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, JSON).end(Json.write(body));
    }

    static void refuse(RoutingContext call, Refusal refusal) {
        json(call, refusal.status(), refusal.json());
    }

    static void unauthorised(RoutingContext call, String message) {
        refuse(call, new Refusal(401, null, message));
    }

    static void rateLimited(RoutingContext call, long seconds) {
        call.response().putHeader("Retry-After", Long.toString(seconds));
        refuse(call, new Refusal(429, "RATE_LIMITED", "Too many requests"));
    }

    static void error(RoutingContext call) {
        refuse(call, new Refusal(500, null, "Internal server error"));
    }

    static void page(RoutingContext call, int status) {
        call.response().setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, "text/html")
                .end(PAGE.formatted(status));
    }

    static void garbage(RoutingContext call, int status) {
        call.response().setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, JSON).end("{\"id\": \"sku-tx-<<<");
    }

    /** Promises the whole by its length, sends half and cuts. */
    static void half(RoutingContext call, int status, JsonNode body) {
        byte[] whole = Json.write(body).getBytes(StandardCharsets.UTF_8);
        HttpServerResponse response = call.response().setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, JSON)
                .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(whole.length));
        response.write(Buffer.buffer(Arrays.copyOf(whole, whole.length / 2)))
                .onComplete(written -> call.request().connection().close());
    }

    static void cut(RoutingContext call) {
        call.request().connection().close();
    }
}
