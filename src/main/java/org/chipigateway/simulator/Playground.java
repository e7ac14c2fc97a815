package org.chipigateway.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import com.fasterxml.jackson.databind.node.ArrayNode;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * The page at {@code /} on which a newcomer buys something and watches it settle. Its files lie outside
 * {@code META-INF/resources}, which Quarkus would serve in production too.
 */
final class Playground {
    private static final Map<String, String> FILES = Map.of("playground.html", "text/html", "playground.css",
            "text/css", "playground.js", "text/javascript", "chipi-gateway.js", "text/javascript", "example.js",
            "text/javascript");
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
            + "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /** Short, so that whoever plays sees tokens being renewed. */
    private static final Duration TOKEN_LIFE = Duration.ofMinutes(5);

    private final Simulator simulator;

    Playground(Simulator simulator) {
        this.simulator = simulator;
    }

    void route(Router router) {
        router.get("/").blockingHandler(call -> file(call, "playground.html"));
        router.get("/playground/token").handler(this::token);
        router.get("/playground/faults").handler(Playground::faults);
        router.get("/playground/:file").blockingHandler(call -> file(call, call.pathParam("file")));
    }

    private void token(RoutingContext call) {
        String site = call.request().getHeader("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin") && !site.equals("none")) {
            call.response().setStatusCode(403).end();
            return;
        }
        String subject = call.request().getParam("sub");
        if (subject == null || subject.isBlank()) {
            Answers.refuse(call, new Refusal(400, null, "sub must be the name of a made-up user"));
            return;
        }
        safe(call);
        Answers.json(call, 200, Json.object().put("token", simulator.issuerOfTokens().token(subject, TOKEN_LIFE))
                .put("expiresAt", Json.time(Instant.now().plus(TOKEN_LIFE))));
    }

    private static void faults(RoutingContext call) {
        ArrayNode faults = Json.array();
        for (Fault fault : Fault.values()) {
            faults.addObject().put("code", fault.code()).put("story", fault.story());
        }
        safe(call);
        Answers.json(call, 200, faults);
    }

    private static void file(RoutingContext call, String name) {
        String type = FILES.get(name);
        if (type == null) {
            call.next();
            return;
        }
        try (InputStream in = Playground.class.getResourceAsStream("/simulator/" + name)) {
            safe(call).putHeader("Content-Type", type + "; charset=utf-8").end(Buffer.buffer(in.readAllBytes()));
        } catch (IOException e) {
            call.fail(e);
        }
    }

    private static HttpServerResponse safe(RoutingContext call) {
        return call.response().putHeader("Cache-Control", "no-store").putHeader("Content-Security-Policy", POLICY)
                .putHeader("X-Content-Type-Options", "nosniff").putHeader("Referrer-Policy", "no-referrer");
    }
}
