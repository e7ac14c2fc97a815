package org.chipigateway.webhook;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.enterprise.context.ApplicationScoped;

import io.micrometer.core.instrument.MeterRegistry;

/** How many deliveries came, what became of them, and how many have found no purchase. */
@ApplicationScoped
class DeliveryCounts {
    private final MeterRegistry metrics;
    private final AtomicLong unmatched = new AtomicLong();

    DeliveryCounts(MeterRegistry metrics) {
        this.metrics = metrics;
        metrics.gauge("chipi_webhook_deliveries_unmatched", List.of(), unmatched);
    }

    void refused() {
        count("refused");
    }

    void malformed() {
        count("malformed");
    }

    void duplicate() {
        count("duplicate");
    }

    void became(Outcome outcome) {
        count(outcome.name().toLowerCase(Locale.ROOT));
    }

    void unmatched(long count) {
        unmatched.set(count);
    }

    private void count(String outcome) {
        metrics.counter("chipi_webhook_deliveries_total", "outcome", outcome).increment();
    }
}
