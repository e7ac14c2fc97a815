package org.chipigateway.purchase;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;

/**
 * Takes up every open purchase that nobody follows: on start, what an earlier process left; later, what failed between its commit
 * and its follower. Bearers are kept in memory only, so after a start each waits for its owner's next request.
 */
@ApplicationScoped
class PurchaseRecovery {
    private static final Logger LOG = Logger.getLogger(PurchaseRecovery.class);
    private static final int AT_ONCE = 500;

    private final PurchaseStore store;
    private final PurchasePipeline pipeline;

    PurchaseRecovery(PurchaseStore store, PurchasePipeline pipeline) {
        this.store = store;
        this.pipeline = pipeline;
    }

    void onStart(@Observes StartupEvent start) {
        recoverAfter("", 0).subscribe().with(count -> LOG.infof("%d purchases are open", count),
                failure -> LOG.error("Open purchases could not be taken up; it is tried again", failure));
    }

    @Scheduled(every = "30s", delayed = "30s", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        // The store tells of its trouble itself.
        return recoverAfter("", 0).onFailure(PurchaseFailure.StoreUnavailable.class).recoverWithNull()
                .replaceWithVoid();
    }

    private Uni<Integer> recoverAfter(String hash, int soFar) {
        return store.read(records -> records.open(hash, AT_ONCE)).chain(purchases -> {
            purchases.forEach(pipeline::recover);
            int count = soFar + purchases.size();
            return purchases.size() < AT_ONCE ? Uni.createFrom().item(count) : recoverAfter(last(purchases), count);
        });
    }

    private static String last(List<Purchase> purchases) {
        return purchases.get(purchases.size() - 1).transactionHash();
    }
}
