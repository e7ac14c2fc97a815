package org.chipigateway.simulator;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.vertx.core.Handler;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** The simulator's own paths, for those who can't call it from Java: {@code /simulator/…} and the JWKS. */
final class Controls {
    private final Simulator simulator;

    Controls(Simulator simulator) {
        this.simulator = simulator;
    }

    void route(Router router) {
        router.get("/.well-known/jwks.json").handler(this::jwks);
        router.route("/simulator/token").handler(guarded(this::token));
        router.get("/simulator/ledger").handler(call -> Answers.json(call, 200, ledger(call)));
        router.get("/simulator/calls").handler(call -> Answers.json(call, 200, calls(call)));
        router.post("/simulator/reset").handler(guarded(call -> {
            simulator.reset();
            done(call);
        }));
        router.post("/simulator/switches").handler(guarded(this::switches));
        router.post("/simulator/settle").handler(guarded(call -> {
            simulator.settle(parameter(call, "hash", ""), parameter(call, "status", "SUCCESS"));
            done(call);
        }));
        router.post("/simulator/webhook").handler(guarded(call -> {
            simulator.webhooks().to(URI.create(parameter(call, "url", "")), parameter(call, "secret", ""));
            simulator.webhooks().shape(Webhooks.Shape.valueOf(parameter(call, "shape", "THIN")));
            done(call);
        }));
        router.post("/simulator/issuer").handler(guarded(this::issuer));
    }

    private void jwks(RoutingContext call) {
        TokenIssuer issuer = simulator.issuerOfTokens();
        issuer.countFetch();
        if (issuer.isDown()) {
            call.response().setStatusCode(503).end();
        } else {
            call.response().putHeader("Content-Type", "application/json").end(issuer.jwks());
        }
    }

    private void token(RoutingContext call) {
        Duration life = Duration.ofSeconds(Long.parseLong(parameter(call, "ttl", "3600")));
        String groups = parameter(call, "groups", "");
        String token = simulator.issuerOfTokens().token(parameter(call, "sub", "ana"), life,
                groups.isEmpty() ? new String[0] : groups.split(","));
        call.response().putHeader("Cache-Control", "no-store");
        Answers.json(call, 200, Json.object().put("token", token).put("expiresAt",
                Json.time(simulator.issuerOfTokens().now().plus(life))));
    }

    private ObjectNode ledger(RoutingContext call) {
        Ledger ledger = simulator.ledger();
        String hash = call.request().getParam("hash");
        ObjectNode json = Json.object();
        json.put("debits", hash == null ? ledger.debits() : ledger.debits(hash)).put("spent", ledger.spent());
        ArrayNode doubled = json.putArray("doubled");
        ledger.doubled().forEach(doubled::add);
        ArrayNode entries = json.putArray("entries");
        ledger.entries().stream().filter(entry -> hash == null || entry.transactionHash().equals(hash))
                .forEach(entry -> entries.add(entry.json()));
        return json;
    }

    private ObjectNode calls(RoutingContext call) {
        String method = call.request().getParam("method");
        String path = call.request().getParam("path");
        ObjectNode json = Json.object();
        ArrayNode calls = json.putArray("calls");
        simulator.calls().stream().filter(one -> method == null || one.method().equals(method))
                .filter(one -> path == null || one.path().startsWith(path))
                .forEach(one -> calls.addObject().put("at", one.at().toString()).put("method", one.method())
                        .put("path", one.path()).put("query", one.query()).put("status", one.status()));
        return json.put("count", calls.size()).put("mostInAMinute", simulator.mostCallsInAMinute());
    }

    private void switches(RoutingContext call) {
        Switches switches = simulator.switches();
        each(call, "all", mode -> switches.all(Switches.Mode.valueOf(mode)));
        each(call, "reads", mode -> switches.reads(Switches.Mode.valueOf(mode)));
        each(call, "posts", mode -> switches.posts(Switches.Mode.valueOf(mode)));
        each(call, "slow", by -> switches.slow(Duration.parse(by)));
        each(call, "requestsPerMinute", limit -> simulator.requestsPerMinute(Integer.parseInt(limit)));
        each(call, "hostile",
                on -> simulator.hostility(Boolean.parseBoolean(on) ? Hostility.full() : Hostility.NONE));
        done(call);
    }

    private void issuer(RoutingContext call) {
        TokenIssuer issuer = simulator.issuerOfTokens();
        each(call, "down", on -> issuer.down(Boolean.parseBoolean(on)));
        each(call, "rotate", ignored -> issuer.rotate());
        each(call, "retire", ignored -> issuer.retireEarlierKeys());
        Answers.json(call, 200, Json.object().put("fetches", issuer.fetches()));
    }

    private static void each(RoutingContext call, String name, Consumer<String> action) {
        String value = call.request().getParam(name);
        if (value != null) {
            action.accept(value.toUpperCase(Locale.ROOT));
        }
    }

    private static String parameter(RoutingContext call, String name, String otherwise) {
        String value = call.request().getParam(name);
        return value == null || value.isEmpty() ? otherwise : value;
    }

    private static void done(RoutingContext call) {
        call.response().setStatusCode(204).end();
    }

    /** A parameter that makes no sense is the caller's mistake, not a broken simulator. */
    private static Handler<RoutingContext> guarded(Handler<RoutingContext> handler) {
        return call -> {
            try {
                handler.handle(call);
            } catch (RuntimeException nonsense) {
                Answers.refuse(call, new Refusal(400, null, String.valueOf(nonsense.getMessage())));
            }
        };
    }
}
