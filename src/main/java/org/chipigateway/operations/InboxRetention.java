package org.chipigateway.operations;

import java.time.Instant;

import jakarta.enterprise.context.ApplicationScoped;

import org.chipigateway.webhook.DeliveryInbox;
import org.jboss.logging.Logger;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;

/** Deletes Chipi's deliveries that are older than any purchase that they may have told of. May run on two gateways at once. */
@ApplicationScoped
class InboxRetention {
    private static final Logger LOG = Logger.getLogger(InboxRetention.class);

    private final DeliveryInbox inbox;
    private final HousekeepingConfig config;
    private final SteadyTime time;

    InboxRetention(DeliveryInbox inbox, HousekeepingConfig config, SteadyTime time) {
        this.inbox = inbox;
        this.config = config;
        this.time = time;
    }

    @Scheduled(every = "10m", delayed = "2m", identity = "delete old deliveries", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> run() {
        return time.now().map(now -> deleteBatches(now.minus(config.retention()), 0))
                .orElseGet(() -> Uni.createFrom().voidItem()).onFailure()
                .invoke(failure -> LOG.warnf("Old deliveries could not be deleted; it is tried again: %s",
                        failure.getMessage()))
                .onFailure().recoverWithNull().replaceWithVoid();
    }

    private Uni<Void> deleteBatches(Instant before, int batches) {
        return inbox.write(tx -> tx.deleteReceived(before, Retention.BATCH))
                .chain(count -> count < Retention.BATCH || batches == Retention.MOST_BATCHES
                        ? Uni.createFrom().voidItem()
                        : deleteBatches(before, batches + 1));
    }
}
