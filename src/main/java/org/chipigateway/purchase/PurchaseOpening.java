package org.chipigateway.purchase;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.chipigateway.catalog.SkuCheck;
import org.chipigateway.identity.Caller;
import org.chipigateway.identity.Owner;

import io.smallrye.mutiny.Uni;

/**
 * Step one, "open": makes the intent durable, together with its first event, or finds the purchase that the request repeats.
 * All that can be refused without asking Chipi is refused here.
 */
@ApplicationScoped
class PurchaseOpening {

    private final PurchaseStore store;
    private final SkuCheck skuCheck;
    private final PurchaseAdmission admission;
    private final PurchaseConfig config;
    private final InstantSource clock;

    PurchaseOpening(PurchaseStore store, SkuCheck skuCheck, PurchaseAdmission admission, PurchaseConfig config,
            InstantSource clock) {
        this.store = store;
        this.skuCheck = skuCheck;
        this.admission = admission;
        this.config = config;
        this.clock = clock;
    }

    Uni<OpenedPurchase> open(Caller caller, PurchaseRequest request, PurchaseKey key) {
        // A repeat has been checked against its SKU before, and must be answered while the catalogue is away.
        return store.read(records -> find(records, caller.owner(), request, key).filter(p -> !reopens(p)).isPresent())
                .chain(repeated -> repeated ? Uni.createFrom().voidItem() : checkNew(caller, request.intent()))
                .chain(() -> store.write(tx -> openIn(tx, caller.owner(), request, key)));
    }

    private Uni<Void> checkNew(Caller caller, PurchaseIntent intent) {
        admission.refuseWhileChipiIsDown();
        return skuCheck.check(intent.skuId(), intent.skuReference(), intent.currencyAmount(), caller);
    }

    private OpenedPurchase openIn(PurchaseTransaction tx, Owner owner, PurchaseRequest request, PurchaseKey key) {
        Instant now = clock.instant();
        Optional<Purchase> existing = find(tx, owner, request, key);
        if (existing.isPresent() && !reopens(existing.get())) {
            Purchase asked = existing.get().askedAgain(now);
            tx.save(asked);
            bind(tx, key, asked.transactionHash());
            return new OpenedPurchase(asked, true);
        }
        existing.filter(rejected -> rejected.incident() != null).ifPresent(rejected -> {
            // A debit was found after the rejection: sending the hash again could be the second one.
            throw new PurchaseFailure.Incident(rejected.transactionHash());
        });
        if (!request.allowDuplicate()) {
            refuseDuplicate(tx, owner, request.intent(), now);
        }
        admission.refuseBeyondSeats(tx, owner);
        Purchase opened = existing.map(rejected -> rejected.openedAgain(request.intent(), now))
                .orElseGet(() -> Purchase.opened(key.transactionHash(), owner, request.intent(), now));
        Purchase recorded = PurchaseJournal.record(tx, opened, EventType.STATUS, EventSource.CREATE, now);
        bind(tx, key, recorded.transactionHash());
        return new OpenedPurchase(recorded, false);
    }

    /** The purchase that this key stands for, if the request may have it. */
    private static Optional<Purchase> find(PurchaseRecords records, Owner owner, PurchaseRequest request,
            PurchaseKey key) {
        Optional<String> bound = key.keyHash() == null ? Optional.empty() : records.hashBoundTo(key.keyHash());
        if (bound.isPresent() && key.hashSent() && !bound.get().equals(key.transactionHash())) {
            throw new PurchaseFailure.KeyReused("This Idempotency-Key was used with another transactionHash");
        }
        Optional<Purchase> found = records.byHash(bound.orElse(key.transactionHash()));
        found.ifPresent(purchase -> {
            if (!purchase.owner().equals(owner)) {
                throw new PurchaseFailure.KeyTaken();
            }
            if (!reopens(purchase) && !purchase.intent().sameAs(request.intent())) {
                throw new PurchaseFailure.KeyReused("This key was used for another purchase: the bodies differ");
            }
        });
        return found;
    }

    /** Nothing was debited for a REJECTED purchase, so its key is as good as new. */
    private static boolean reopens(Purchase purchase) {
        return purchase.state() == PurchaseState.REJECTED;
    }

    private void refuseDuplicate(PurchaseTransaction tx, Owner owner, PurchaseIntent intent, Instant now) {
        tx.sameGoods(owner, intent.skuId(), intent.skuReference(), now.minus(config.duplicateWindow()))
                .ifPresent(earlier -> {
                    throw new PurchaseFailure.Duplicate(PurchasePaths.purchase(earlier.id()));
                });
    }

    private static void bind(PurchaseTransaction tx, PurchaseKey key, String transactionHash) {
        if (key.keyHash() != null && tx.hashBoundTo(key.keyHash()).isEmpty()) {
            tx.bind(key.keyHash(), transactionHash);
        }
    }
}
