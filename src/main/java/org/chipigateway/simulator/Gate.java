package org.chipigateway.simulator;

import java.time.Duration;
import java.util.Optional;

import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;

/** What every call must pass: the switched faults, the API key, the rate limit and the bearer, in Chipi's order. */
final class Gate {
    private final SimulatorOptions options;
    private final TokenIssuer issuer;
    private final CallLog log = new CallLog();
    private final RateWindow rate;
    private final Switches switches = new Switches();
    private final Timers timers;

    Gate(Vertx vertx, SimulatorOptions options, TokenIssuer issuer) {
        this.options = options;
        this.issuer = issuer;
        this.rate = new RateWindow(options.requestsPerMinute);
        this.timers = new Timers(vertx);
    }

    void pass(RoutingContext call) {
        note(call);
        Duration slow = switches.slow();
        if (slow.isZero()) {
            strike(call);
        } else {
            timers.after(slow, () -> strike(call));
        }
    }

    private void note(RoutingContext call) {
        CallLog.Entry entry = log.open(call.request(), options.clock.instant());
        entry.body(call.body().asString());
        call.addHeadersEndHandler(ignored -> entry.answered(call.response().getStatusCode()));
    }

    private void strike(RoutingContext call) {
        switch (switches.of(call.request().method().name())) {
            case NORMAL -> admit(call);
            case CUT -> Answers.cut(call);
            case SILENT -> {
                // the caller's own time-out ends this
            }
            case ERROR_500 -> Answers.error(call);
            case HTML -> Answers.page(call, 503);
            case GARBAGE -> Answers.garbage(call, 200);
            case HALF_ANSWER -> Answers.half(call, 200, Json.object().put("message", "This will never be whole"));
            case UNAUTHORISED -> Answers.unauthorised(call, "Unauthorized");
            case RATE_LIMITED -> Answers.rateLimited(call, 1);
        }
    }

    private void admit(RoutingContext call) {
        String key = ChipiApi.key(call);
        if (key == null || !options.keys.contains(key)) {
            Answers.unauthorised(call, "Invalid API key");
            return;
        }
        Optional<Duration> pause = rate.admit(key, options.clock.instant());
        if (pause.isPresent()) {
            Answers.rateLimited(call, pause.get().plusMillis(999).toSeconds());
            return;
        }
        String authorization = call.request().getHeader("Authorization");
        if (authorization == null || !authorization.startsWith("Bearer ")
                || issuer.subjectOf(authorization.substring(7)) == null) {
            Answers.unauthorised(call, "Invalid or expired token");
            return;
        }
        call.next();
    }

    CallLog log() {
        return log;
    }

    RateWindow rate() {
        return rate;
    }

    Switches switches() {
        return switches;
    }

    void reset() {
        log.clear();
        rate.clear();
        rate.limit(options.requestsPerMinute);
        switches.normal();
    }

    void close() {
        timers.cancelAll();
    }
}
