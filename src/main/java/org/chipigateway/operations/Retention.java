package org.chipigateway.operations;

import java.time.Instant;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.chipigateway.purchase.PurchaseStore;
import org.chipigateway.purchase.PurchaseTransaction;
import org.jboss.logging.Logger;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;

/**
 * Deletes settled purchases that are older than anybody asks for. Each batch decides anew, inside its own transaction, what is in
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
    private final HousekeepingConfig config;
    private final SteadyTime time;

    Retention(PurchaseStore store, HousekeepingConfig config, SteadyTime time) {
        this.store = store;
        this.config = config;
        this.time = time;
    }

    @Scheduled(every = "10m", delayed = "1m", identity = "delete old purchases", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> run() {
        return time.now().map(now -> deleteSettledBefore(now.minus(config.retention())))
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    private Uni<Void> deleteSettledBefore(Instant before) {
        return deleteBatches(before, 0, 0).invoke(deleted -> {
            if (deleted > 0) {
                LOG.infof("%d purchases were deleted: they had settled before %s", deleted, before);
            }
        }).onFailure().invoke(failure -> LOG.warnf("Old purchases could not be deleted; it is tried again: %s",
                failure.getMessage())).onFailure().recoverWithNull().replaceWithVoid();
    }

    private Uni<Integer> deleteBatches(Instant before, int batches, int deleted) {
        if (batches == MOST_BATCHES) {
            return Uni.createFrom().item(deleted);
        }
        return store.write(tx -> deleteBatch(tx, before)).chain(count -> count < BATCH
                ? Uni.createFrom().item(deleted + count)
                : deleteBatches(before, batches + 1, deleted + count));
    }

    private static int deleteBatch(PurchaseTransaction tx, Instant before) {
        List<String> old = tx.settledBefore(before, BATCH);
        old.forEach(tx::delete);
        return old.size();
    }
}
