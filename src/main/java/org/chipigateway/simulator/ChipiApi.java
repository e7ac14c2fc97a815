package org.chipigateway.simulator;

import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;

/** Chipi's paths and JSON, under {@code /v1}. */
final class ChipiApi {
    private static final int FAULTY_READS = 3;
    private static final long BODY_LIMIT = 1 << 20;

    private final Gate gate;
    private final Submission submission;
    private final Purchases purchases;
    private final Catalogue catalogue;

    ChipiApi(Gate gate, Submission submission, Purchases purchases, Catalogue catalogue) {
        this.gate = gate;
        this.submission = submission;
        this.purchases = purchases;
        this.catalogue = catalogue;
    }

    void route(Router router) {
        router.route("/v1/*").handler(BodyHandler.create(false).setBodyLimit(BODY_LIMIT)).handler(gate::pass);
        router.get("/v1/skus").handler(call -> answer(call, () -> catalogue.page(call.request()::getParam)));
        router.get("/v1/skus/:id")
                .handler(call -> answer(call,
                        () -> catalogue.sku(call.pathParam("id"), call.request().getParam("locale"))
                                .orElseThrow(() -> new Refusal(404, "SKU_NOT_FOUND", "SKU not found"))));
        router.post("/v1/sku-purchases").handler(submission::submit);
        router.get("/v1/sku-purchases/:id")
                .handler(call -> read(call, purchases.byId(key(call), call.pathParam("id"))));
        router.get("/v1/transactions/:id")
                .handler(call -> read(call, purchases.byIdOrHash(key(call), call.pathParam("id"))));
        router.route("/v1/*").handler(call -> Answers.refuse(call, new Refusal(404, null,
                "Cannot " + call.request().method() + " " + call.request().path())));
        router.route("/v1/*").failureHandler(call -> Answers.refuse(call,
                new Refusal(call.statusCode() > 0 ? call.statusCode() : 500, null, "The request can't be handled")));
    }

    private void read(RoutingContext call, Optional<Row> found) {
        if (found.isEmpty()) {
            Answers.refuse(call, new Refusal(404, "TRANSACTION_NOT_FOUND", "Transaction not found"));
            return;
        }
        Row row = found.get();
        boolean faulty = purchases.countRead(row) <= FAULTY_READS;
        if (faulty && row.has(Fault.READS_500)) {
            Answers.error(call);
        } else if (faulty && row.has(Fault.READS_HTML)) {
            Answers.page(call, 502);
        } else if (faulty && row.has(Fault.READS_HALF_ANSWER)) {
            Answers.half(call, 200, purchases.show(row));
        } else {
            Answers.json(call, 200, purchases.show(row));
        }
    }

    static String key(RoutingContext call) {
        return call.request().getHeader("x-api-key");
    }

    @FunctionalInterface
    private interface Body {
        JsonNode make() throws Refusal;
    }

    private static void answer(RoutingContext call, Body body) {
        try {
            Answers.json(call, 200, body.make());
        } catch (Refusal refusal) {
            Answers.refuse(call, refusal);
        }
    }
}
