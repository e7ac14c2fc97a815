package org.chipigateway.purchase;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.enterprise.context.ApplicationScoped;

import org.chipigateway.chipi.RequestBudget;
import org.chipigateway.chipi.RequestClass;
import org.chipigateway.chipi.RequestPermit;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;

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
            return take(of, purchase, within).chain(permit -> ifStillNeeded(permit, purchase, since));
        });
    }

    /** The same; empty also where its place in the queue was given up for a better one, because of those who came {@code since}. */
    Uni<Optional<RequestPermit>> takeUnlessHurried(RequestClass of, Purchase purchase, Duration within,
            Attention attention, int since) {
        return Uni.createFrom().deferred(() -> {
            long asked = moments.now().nanos();
            return unlessHurried(take(of, purchase, within), attention, since).chain(permit -> permit.isPresent()
                    ? ifStillNeeded(permit.get(), purchase, asked)
                    : Uni.createFrom().item(permit));
        });
    }

    private static Uni<Optional<RequestPermit>> unlessHurried(Uni<RequestPermit> place, Attention attention,
            int since) {
        return Uni.createFrom().emitter(emitter -> {
            AtomicBoolean decided = new AtomicBoolean();
            Cancellable queue = place.subscribe().with(permit -> {
                if (decided.compareAndSet(false, true)) {
                    emitter.complete(Optional.of(permit));
                } else {
                    permit.giveBack();
                }
            }, failure -> {
                if (decided.compareAndSet(false, true)) {
                    emitter.fail(failure);
                }
            });
            attention.whenHurried(since, () -> {
                if (decided.compareAndSet(false, true)) {
                    queue.cancel();
                    emitter.complete(Optional.empty());
                }
            });
        });
    }

    private Uni<Optional<RequestPermit>> ifStillNeeded(RequestPermit permit, Purchase purchase, long since) {
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
    }

    private static boolean hasMovedOn(Purchase before, Purchase now) {
        return now.terminal() && !now.rowOwed() || now.confirmed() != before.confirmed()
                || now.attempt() != before.attempt();
    }
}
