package org.chipigateway.purchase;

import java.time.Duration;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.chipigateway.chipi.RequestBudget;
import org.chipigateway.chipi.RequestClass;
import org.chipigateway.chipi.RequestPermit;

import io.smallrye.mutiny.Uni;

/** Waits for a purchase's turn to ask Chipi about it. */
@ApplicationScoped
class RequestTurn {
    /** What was read so short a while ago needn't be read again. */
    private static final Duration JUST_NOW = Duration.ofMillis(100);

    private final RequestBudget budget;
    private final PurchaseStore store;
    private final Moments moments;

    RequestTurn(RequestBudget budget, PurchaseStore store, Moments moments) {
        this.budget = budget;
        this.store = store;
        this.moments = moments;
    }

    /** Fails as {@link RequestBudget#acquire} does. */
    Uni<RequestPermit> take(RequestClass of, Purchase purchase, Duration within) {
        return budget.acquire(of, purchase.owner(), within);
    }

    /** The same; empty where the purchase has moved on while it waited, so that nothing is left to be asked. */
    Uni<Optional<RequestPermit>> takeIfStillNeeded(RequestClass of, Purchase purchase, Duration within) {
        return Uni.createFrom().deferred(() -> {
            long since = moments.now().nanos();
            return take(of, purchase, within).chain(permit -> {
                if (moments.now().nanos() - since <= JUST_NOW.toNanos()) {
                    return Uni.createFrom().item(Optional.of(permit));
                }
                return store.read(records -> records.byHash(purchase.transactionHash()))
                        .map(now -> now.filter(current -> !hasMovedOn(purchase, current)).map(current -> permit))
                        .onItemOrFailure().invoke((kept, failure) -> {
                            if (failure != null || kept.isEmpty()) {
                                permit.giveBack();
                            }
                        });
            });
        });
    }

    private static boolean hasMovedOn(Purchase before, Purchase now) {
        return now.terminal() && !now.rowOwed() || now.confirmed() != before.confirmed()
                || now.attempt() != before.attempt();
    }
}
