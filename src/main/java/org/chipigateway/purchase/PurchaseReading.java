package org.chipigateway.purchase;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Predicate;

import jakarta.enterprise.context.ApplicationScoped;

import org.chipigateway.identity.Caller;
import org.chipigateway.identity.Owner;

import io.smallrye.mutiny.Uni;

/** Finds purchases for those whose they are, and for operators. What is somebody else's does not exist. */
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
        return find(caller, idOrHash, Scope.OWN);
    }

    /** The same. What is read because of the scope alone goes on with its owner's bearer: Chipi isn't asked with the reader's. */
    public Uni<Purchase> find(Caller caller, String idOrHash, Scope scope) {
        return find(idOrHash, purchase -> scope.reads(purchase, caller), purchase -> {
            if (purchase.owner().equals(caller.owner())) {
                pipeline.recover(purchase, caller);
            } else {
                pipeline.recover(purchase);
            }
        });
    }

    /** The same for an owner who has sent no bearer with this request. */
    public Uni<Purchase> find(Owner owner, String idOrHash) {
        return find(idOrHash, purchase -> purchase.owner().equals(owner), pipeline::recover);
    }

    private Uni<Purchase> find(String idOrHash, Predicate<Purchase> isRead, Consumer<Purchase> recover) {
        return store.read(records -> records.byHash(idOrHash).filter(isRead)
                .or(() -> records.byChipiId(idOrHash).filter(isRead)).orElseThrow(PurchaseFailure.NotFound::new))
                .invoke(recover).invoke(purchase -> audience.looked(purchase.transactionHash()));
    }

    /** The same, once it has settled or the wait is over. */
    Uni<Purchase> find(Caller caller, String idOrHash, Scope scope, Duration wait) {
        Uni<Purchase> found = find(caller, idOrHash, scope);
        return wait.isZero()
                ? found
                : found.chain(purchase -> waiting.until(Purchase::terminal, purchase.transactionHash(), wait));
    }

    /** The newest id of the whole event log. */
    public Uni<Long> lastEventId() {
        return store.read(PurchaseRecords::lastEventId);
    }
}
