package org.chipigateway.operations;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;

import org.chipigateway.purchase.PurchaseStore;
import org.chipigateway.purchase.PurchaseTransaction;
import org.chipigateway.webhook.DeliveryInbox;
import org.chipigateway.webhook.DeliveryTransaction;
import org.jboss.logging.Logger;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;

/**
 * Deletes settled purchases, and deliveries, that are older than anybody asks for. Each batch decides anew, inside its own transaction, what is in
 * it: two gateways may do so at once, and a purchase that was opened again meanwhile stays.
 */
@ApplicationScoped
class Retention {
    private static final Logger LOG = Logger.getLogger(Retention.class);
    /** A few milliseconds of the one writer's time; whoever else wants to write comes in between. */
    static final int BATCH = 50;
    /** More than the gateway can make in ten minutes; the rest comes next time. */
    static final int MOST_BATCHES = 200;

    private final PurchaseStore store;
    private final DeliveryInbox inbox;
    private final HousekeepingConfig config;
    private final InstantSource clock;

    Retention(PurchaseStore store, DeliveryInbox inbox, HousekeepingConfig config, InstantSource clock) {
        this.store = store;
        this.inbox = inbox;
        this.config = config;
        this.clock = clock;
    }

    @Scheduled(every = "10m", delayed = "1m", identity = "delete old purchases", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> run() {
        Instant before = clock.instant().minus(config.retention());
        return told("purchases that settled", before, () -> store.write(tx -> deletePurchases(tx, before)))
                .chain(() -> told("deliveries that came", before,
                        () -> inbox.write(tx -> deleteDeliveries(tx, before))));
    }

    private static Uni<Void> told(String what, Instant before, Supplier<Uni<Integer>> batch) {
        return deleteBatches(batch, 0, 0).invoke(deleted -> {
            if (deleted > 0) {
                LOG.infof("Deleted %d %s before %s", deleted, what, before);
            }
        }).onFailure().invoke(failure -> LOG.warnf("Old %s before %s could not be deleted; it is tried again: %s", what,
                before, failure.getMessage())).onFailure().recoverWithNull().replaceWithVoid();
    }

    private static Uni<Integer> deleteBatches(Supplier<Uni<Integer>> batch, int batches, int deleted) {
        if (batches == MOST_BATCHES) {
            return Uni.createFrom().item(deleted);
        }
        return batch.get().chain(count -> count < BATCH
                ? Uni.createFrom().item(deleted + count)
                : deleteBatches(batch, batches + 1, deleted + count));
    }

    private static int deletePurchases(PurchaseTransaction tx, Instant before) {
        List<String> old = tx.settledBefore(before, BATCH);
        old.forEach(tx::delete);
        return old.size();
    }

    /** One that has found no purchase stays: somebody still has to look at it. */
    private static int deleteDeliveries(DeliveryTransaction tx, Instant before) {
        List<String> old = tx.closedSince(before, BATCH);
        old.forEach(tx::deleteDelivery);
        return old.size();
    }
}
