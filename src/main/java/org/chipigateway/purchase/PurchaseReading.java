package org.chipigateway.purchase;

import java.time.Duration;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.chipigateway.identity.Caller;
import org.chipigateway.identity.Owner;

import io.smallrye.mutiny.Uni;

/** Finds purchases for those whose they are. What is somebody else's does not exist. */
@ApplicationScoped
public class PurchaseReading {
    private final PurchaseStore store;
    private final PurchasePipeline pipeline;
    private final PurchaseWait waiting;
    private final Audience audience;

    PurchaseReading(PurchaseStore store, PurchasePipeline pipeline, PurchaseWait waiting, Audience audience) {
        this.store = store;
        this.pipeline = pipeline;
        this.waiting = waiting;
        this.audience = audience;
    }

    /**
     * By Chipi's id or by the hash; fails with {@link PurchaseFailure.NotFound}. From the store, without waiting for Chipi; but
     * an open purchase that nobody follows is followed from now on.
     */
    public Uni<Purchase> find(Caller caller, String idOrHash) {
        return store
                .read(records -> own(records, caller.owner(), idOrHash).orElseThrow(PurchaseFailure.NotFound::new))
                .invoke(purchase -> {
                    pipeline.recover(purchase, caller);
                    audience.looked(purchase.transactionHash());
                });
    }

    /** The same, once it has settled or the wait is over. */
    Uni<Purchase> find(Caller caller, String idOrHash, Duration wait) {
        Uni<Purchase> found = find(caller, idOrHash);
        return wait.isZero()
                ? found
                : found.chain(purchase -> waiting.until(Purchase::terminal, purchase.transactionHash(), wait));
    }

    /** The newest id of the whole event log. */
    public Uni<Long> lastEventId() {
        return store.read(PurchaseRecords::lastEventId);
    }

    private static Optional<Purchase> own(PurchaseRecords records, Owner owner, String idOrHash) {
        return records.byHash(idOrHash).filter(purchase -> purchase.owner().equals(owner))
                .or(() -> records.byChipiId(idOrHash).filter(purchase -> purchase.owner().equals(owner)));
    }
}
