package org.chipigateway.stream;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

import jakarta.enterprise.context.ApplicationScoped;

import org.chipigateway.purchase.Purchase;
import org.chipigateway.purchase.PurchaseState;
import org.chipigateway.purchase.WebhookPresence;

/**
 * When nothing more is to be told of a purchase. That counts from when it settled, so that a reader who comes back is told the
 * same.
 */
@ApplicationScoped
class StreamEnd {
    static final Duration FOR_THE_REFUND = Duration.ofSeconds(30);
    static final Duration FOR_THE_ROW = Duration.ofSeconds(10);

    private final WebhookPresence webhooks;
    private final InstantSource clock;

    StreamEnd(WebhookPresence webhooks, InstantSource clock) {
        this.webhooks = webhooks;
        this.clock = clock;
    }

    /** When nothing more is to be expected of it, in milliseconds since 1970; {@code Long.MAX_VALUE} while it is open. */
    long atMillis(Purchase purchase) {
        return purchase.terminal() ? waitsUntil(purchase).toEpochMilli() : Long.MAX_VALUE;
    }

    /** Whether a reader who has seen this far has seen all that is worth waiting for. */
    boolean isReached(Purchase purchase, long seenId) {
        return purchase.terminal() && seenId >= purchase.lastEventId()
                && !clock.instant().isBefore(waitsUntil(purchase));
    }

    private Instant waitsUntil(Purchase purchase) {
        Instant settled = purchase.ending().at();
        boolean refundExpected = webhooks.configured() && purchase.refund() == null
                && purchase.state() == PurchaseState.FAILED;
        if (refundExpected) {
            return settled.plus(FOR_THE_REFUND);
        }
        return purchase.rowOwed() ? settled.plus(FOR_THE_ROW) : settled;
    }
}
