package org.chipigateway.purchase;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;

/**
 * On start, takes up every purchase that an earlier process left open. Bearers are kept in memory only, so each waits for its
 * owner's next request.
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
        recoverAfter("", 0).subscribe().with(count -> {
            if (count > 0) {
                LOG.infof("Took up %d open purchases", count);
            }
        }, failure -> LOG.error("Open purchases could not be taken up; each goes on when its owner asks for it",
                failure));
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
