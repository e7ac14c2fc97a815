package org.chipigateway.simulator;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.vertx.core.Vertx;

/** Takes a debited purchase from PENDING over PROCESSING to its end, and tells the webhook. */
final class Carrier {
    /** Of the time to the end; carriers take a purchase up early and finish it late. */
    private static final double PROCESSING_AT = 0.3;

    private final Purchases purchases;
    private final Webhooks webhooks;
    private final Timers timers;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Duration restoreAfter;
    private volatile Settling settling;

    Carrier(Vertx vertx, SimulatorOptions options, Purchases purchases, Webhooks webhooks) {
        this.purchases = purchases;
        this.webhooks = webhooks;
        this.timers = new Timers(vertx);
        this.clock = options.clock;
        this.random = options.random;
        this.restoreAfter = options.restoreAfter;
        this.settling = options.settling;
    }

    void settling(Settling to) {
        this.settling = to;
    }

    void take(Row row) {
        if (row.isSandbox()) {
            finish(row, "SUCCESS");
            return;
        }
        Optional<Duration> drawn = settling.draw(random);
        String end = end(row);
        if (!end.equals("SUCCESS") && !row.has(Fault.NEVER_SETTLES)) {
            drawn = drawn.or(() -> Optional.of(Duration.ofSeconds(1)));
        }
        Duration processing = Hostility.scale(drawn.orElse(Duration.ofSeconds(1)), PROCESSING_AT);
        timers.after(processing, () -> purchases.become(row, "PROCESSING", Map.of()));
        if (!row.has(Fault.NEVER_SETTLES)) {
            drawn.ifPresent(delay -> timers.after(delay, () -> finish(row, end)));
        }
    }

    private String end(Row row) {
        if (row.has(Fault.CANCELS)) {
            return "CANCELLED";
        }
        boolean fails = row.has(Fault.FAILS) || row.has(Fault.REFUND_DUE) || purchases.isRefusedRepeat(row);
        return fails ? "FAILED" : "SUCCESS";
    }

    /** Ends a purchase now, as the carrier would; one that has ended stays as it is. */
    void finish(Row row, String status) {
        if (!purchases.become(row, status, details(row, status))) {
            return;
        }
        ObjectNode shown = purchases.show(row);
        webhooks.tell(status.equals("SUCCESS") ? "sku-purchase.completed" : "sku-purchase.failed", shown);
        if (!status.equals("SUCCESS") && !row.isSandbox()) {
            timers.after(restoreAfter, () -> giveBack(row, shown));
        }
    }

    private void giveBack(Row row, ObjectNode shown) {
        if (row.has(Fault.REFUND_DUE)) {
            webhooks.tell("sku-purchase.refund-due", shown);
        } else {
            purchases.restore(row);
            webhooks.tell("sku-purchase.refunded", shown);
        }
    }

    private Map<String, String> details(Row row, String status) {
        String now = Json.time(clock.instant());
        if (!status.equals("SUCCESS")) {
            return Map.of("errorMessage", "The carrier refused the purchase");
        }
        String receipt = row.isSandbox()
                ? "dev-sandbox-" + clock.millis()
                : String.format(Locale.ROOT, "%010d", random.nextLong(10_000_000_000L));
        return Map.of("skuFileNumber", receipt, "confirmedAt", now);
    }

    void reset(Settling to) {
        timers.cancelAll();
        settling = to;
    }

    void close() {
        timers.cancelAll();
    }
}
