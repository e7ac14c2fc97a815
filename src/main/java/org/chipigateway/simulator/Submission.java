package org.chipigateway.simulator;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;

/** {@code POST /sku-purchases}: the call that debits, and all that can go wrong with it. */
final class Submission {
    private final SimulatorOptions options;
    private final Purchases purchases;
    private final Carrier carrier;
    private final Catalogue catalogue;
    private final Timers answers;
    private final Timers commits;
    private final Map<String, Integer> posts = new ConcurrentHashMap<>();
    private volatile Hostility hostility;

    Submission(Vertx vertx, SimulatorOptions options, Purchases purchases, Carrier carrier, Catalogue catalogue) {
        this.options = options;
        this.purchases = purchases;
        this.carrier = carrier;
        this.catalogue = catalogue;
        this.answers = new Timers(vertx);
        this.commits = new Timers(vertx);
        this.hostility = options.hostility;
    }

    void submit(RoutingContext call) {
        PurchaseRequest request;
        try {
            request = PurchaseRequest.of(call.body().asString(), catalogue);
        } catch (Refusal refusal) {
            Answers.refuse(call, refusal);
            return;
        }
        boolean first = posts.merge(ChipiApi.key(call) + ' ' + request.hash(), 1, Integer::sum) == 1;
        Fault fault = Fault.of(request.reference()).orElse(null);
        if (fault != null && (fault.strikesEveryPost() || first && fault.strikesFirstPost())) {
            strike(call, request, fault);
            return;
        }
        double share = options.random.nextDouble();
        if (share < hostility.cutShare()) {
            Answers.cut(call);
            commitLater(ChipiApi.key(call), request);
        } else if (share < hostility.cutShare() + hostility.lossShare()) {
            commit(call, request);
            Answers.cut(call);
        } else {
            Answers.json(call, 201, purchases.show(commit(call, request)));
        }
    }

    private void strike(RoutingContext call, PurchaseRequest request, Fault fault) {
        switch (fault) {
            case ANSWERS_LATE -> {
                Row row = commit(call, request);
                answers.after(options.answerLateBy, () -> Answers.json(call, 201, purchases.show(row)));
            }
            case DEBITS_AND_CUTS -> {
                commit(call, request);
                Answers.cut(call);
            }
            case CUTS -> Answers.cut(call);
            case CUTS_AND_DEBITS_LATER -> {
                Answers.cut(call);
                commitLater(ChipiApi.key(call), request);
            }
            case RATE_LIMITS -> Answers.rateLimited(call, 1);
            case ERROR_500 -> Answers.error(call);
            case DEBITS_AND_500 -> {
                commit(call, request);
                Answers.error(call);
            }
            case PROXY_PAGE -> Answers.page(call, 502);
            case DEBITS_AND_HTML -> {
                commit(call, request);
                Answers.page(call, 201);
            }
            case DEBITS_AND_GARBAGE -> {
                commit(call, request);
                Answers.garbage(call, 201);
            }
            case DEBITS_AND_HALF_ANSWER -> Answers.half(call, 201, purchases.show(commit(call, request)));
            case UNAUTHORISED -> Answers.unauthorised(call, "Invalid or expired token");
            case REDIRECTS -> call.response().setStatusCode(302).putHeader("Location", "/nowhere").end();
            case NO_CREDITS -> Answers.refuse(call, new Refusal(402, "INSUFFICIENT_CREDITS", "Insufficient credits"));
            case REFUSES -> Answers.refuse(call,
                    new Refusal(400, null, "skuReference is blocked", "currencyAmount is out of stock"));
            case FORBIDS -> Answers.refuse(call, new Refusal(403, null, "This organization may not buy this SKU"));
            case UNPROCESSABLE -> Answers.refuse(call, new Refusal(422, "SKU_UNAVAILABLE", "The SKU is unavailable"));
            default -> throw new IllegalStateException(fault + " strikes no POST");
        }
    }

    private Row commit(RoutingContext call, PurchaseRequest request) {
        Purchases.Outcome outcome = purchases.submit(ChipiApi.key(call), request);
        if (outcome.debited()) {
            carrier.take(outcome.row());
        }
        return outcome.row();
    }

    /** Doesn't look whether the hash has come again meanwhile: nobody says that Chipi's check is atomic. */
    private void commitLater(String key, PurchaseRequest request) {
        commits.after(hostility.commitAfter(), () -> carrier.take(purchases.commit(key, request).row()));
    }

    void hostility(Hostility to) {
        hostility = to;
    }

    void reset() {
        commits.cancelAll();
        posts.clear();
        hostility = options.hostility;
    }

    void close() {
        answers.cancelAll();
        commits.cancelAll();
    }
}
