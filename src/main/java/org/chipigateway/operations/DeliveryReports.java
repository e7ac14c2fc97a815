package org.chipigateway.operations;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

import jakarta.enterprise.context.ApplicationScoped;

import org.chipigateway.purchase.Backlog;
import org.chipigateway.webhook.DeliveryInbox;
import org.jboss.logging.Logger;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;

/** Reports deliveries that have found no purchase, with their ids: an operator may have them applied again. */
@ApplicationScoped
class DeliveryReports {
    private static final Logger LOG = Logger.getLogger(DeliveryReports.class);
    private static final int MOST_IDS = 10;
    /** By then the purchase of one that came early is known. */
    static final Duration UNMATCHED_AFTER = Duration.ofMinutes(5);

    private final DeliveryInbox inbox;
    private final InstantSource clock;
    private final BacklogReport unmatched = new BacklogReport(
            "Webhook deliveries that have found no purchase for " + UNMATCHED_AFTER);

    DeliveryReports(DeliveryInbox inbox, InstantSource clock) {
        this.inbox = inbox;
        this.clock = clock;
    }

    @Scheduled(every = "1m", delayed = "10s", identity = "report unmatched deliveries", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> run() {
        Instant now = clock.instant();
        Instant before = now.minus(UNMATCHED_AFTER);
        return inbox.read(records -> new Backlog(records.openSince(before), records.oldestOpenSince(before, MOST_IDS)))
                .invoke(backlog -> unmatched.tell(backlog, now)).onFailure()
                .invoke(failure -> LOG.debugf("Unmatched deliveries could not be counted: %s", failure.getMessage()))
                .onFailure().recoverWithNull().replaceWithVoid();
    }
}
