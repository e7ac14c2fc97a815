package org.chipigateway.chipi;

import java.time.Duration;
import java.util.Locale;
import java.util.function.BiFunction;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** What the budget does, for whoever operates the gateway. */
final class BudgetMetrics {
    private final MeterRegistry metrics;

    BudgetMetrics(MeterRegistry metrics, RequestBudget budget) {
        this.metrics = metrics;
        gauge("chipi_budget_limit", "Requests a minute that may be made now", budget, BudgetRules::limit);
        gauge("chipi_budget_used", "Places of the current minute that are taken", budget, BudgetRules::used);
        gauge("chipi_budget_paused", "1 while a 429 of Chipi's is waited out", budget,
                (rules, now) -> rules.isPaused(now) ? 1 : 0);
        gauge("chipi_down", "1 while Chipi fails and isn't asked", budget,
                (rules, now) -> rules.downFor(now) > 0 ? 1 : 0);
        for (RequestClass of : RequestClass.values()) {
            Gauge.builder("chipi_budget_waiting", budget,
                    asked -> asked.<Integer>reading((rules, now) -> rules.waiting(of)))
                    .description("Requests that wait for their turn").tag("class", word(of)).strongReference(true)
                    .register(metrics);
        }
    }

    private void gauge(String name, String description, RequestBudget budget,
            BiFunction<BudgetRules, Long, Integer> value) {
        Gauge.builder(name, budget, asked -> asked.<Integer>reading(value)).description(description)
                .strongReference(true).register(metrics);
    }

    void waited(RequestClass of, long nanos) {
        metrics.timer("chipi_budget_wait", "class", word(of)).record(Duration.ofNanos(nanos));
    }

    /** Nothing was asked of Chipi. */
    void refused(RequestClass of) {
        count(of, "budget_exhausted");
    }

    void ended(RequestClass of, Throwable failure) {
        count(of, outcome(failure));
    }

    private void count(RequestClass of, String outcome) {
        metrics.counter("chipi_requests", "class", word(of), "outcome", outcome).increment();
    }

    private static String outcome(Throwable failure) {
        if (failure == null) {
            return "answered";
        }
        if (failure instanceof ChipiFailure.Refused) {
            return "refused";
        }
        if (failure instanceof ChipiFailure.Unauthorised) {
            return "unauthorised";
        }
        if (failure instanceof ChipiFailure.RateLimited) {
            return "rate_limited";
        }
        if (failure instanceof ChipiFailure.Unreachable) {
            return "unreachable";
        }
        return failure instanceof ChipiFailure.OutcomeUnknown ? "unknown" : "unreadable";
    }

    private static String word(RequestClass of) {
        return of.name().toLowerCase(Locale.ROOT);
    }
}
