package org.chipigateway.purchase;

import java.time.Duration;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.chipigateway.identity.Owner;

import io.smallrye.mutiny.Uni;

/** Finds purchases for those whose they are. What is somebody else's does not exist. */
@ApplicationScoped
public class PurchaseReading {
    private final PurchaseStore store;
    private final PurchaseWait waiting;

    PurchaseReading(PurchaseStore store, PurchaseWait waiting) {
        this.store = store;
        this.waiting = waiting;
    }

    /** By Chipi's id or by the hash; fails with {@link PurchaseFailure.NotFound}. From the store, without a call to Chipi. */
    public Uni<Purchase> find(Owner owner, String idOrHash) {
        return store.read(records -> own(records, owner, idOrHash).orElseThrow(PurchaseFailure.NotFound::new));
    }

    /** The same, once it has settled or the wait is over. */
    Uni<Purchase> find(Owner owner, String idOrHash, Duration wait) {
        Uni<Purchase> found = find(owner, idOrHash);
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
