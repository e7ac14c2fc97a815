package org.chipigateway.webhook;

import java.time.InstantSource;
import java.util.Set;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.chipigateway.purchase.EventPublisher;
import org.chipigateway.purchase.EventType;
import org.chipigateway.purchase.PurchaseChange;
import org.chipigateway.purchase.PurchaseFailure;
import org.jboss.logging.Logger;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;

/**
 * Brings deliveries that came before their purchase was known to it: as soon as Chipi's id is committed, and, for whatever falls
 * between the two, again and again. Either side writes before it looks, so that one of them sees the other.
 */
@ApplicationScoped
class DeliverySweep {
    private static final Logger LOG = Logger.getLogger(DeliverySweep.class);
    private static final int AT_ONCE = 200;

    private final DeliveryInbox inbox;
    private final DeliveryApplication application;
    private final EventPublisher publisher;
    private final DeliveryCounts counts;
    private final InstantSource clock;
    private Cancellable watching = () -> {
    };

    DeliverySweep(DeliveryInbox inbox, DeliveryApplication application, EventPublisher publisher,
            DeliveryCounts counts, InstantSource clock) {
        this.inbox = inbox;
        this.application = application;
        this.publisher = publisher;
        this.counts = counts;
        this.clock = clock;
    }

    void onStart(@Observes StartupEvent start) {
        watching = publisher.watchAll(this::committed);
    }

    @PreDestroy
    void stop() {
        watching.cancel();
    }

    /** On the store's writing thread: it only asks. */
    private void committed(PurchaseChange change) {
        if (change.event().type() != EventType.STATUS || !change.purchase().confirmed()) {
            return;
        }
        Set<String> names = Set.of(change.purchase().chipiId(), change.purchase().transactionHash());
        inbox.read(records -> records.naming(names)).subscribe().with(ids -> ids.forEach(application::applyBeside),
                failure -> LOG.debugf("Early deliveries of purchase %s are left to the sweep: %s",
                        change.purchase().transactionHash(), failure));
    }

    @Scheduled(every = "5s", delayed = "2s", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return inbox.read(records -> records.due(clock.instant(), AT_ONCE)).chain(this::applyAll)
                .chain(() -> inbox
                        .read(records -> records.openSince(clock.instant().minus(DeliveryApplication.UNMATCHED_AFTER))))
                .invoke(counts::unmatched)
                // The store tells of its trouble itself.
                .onFailure(PurchaseFailure.StoreUnavailable.class).recoverWithNull().replaceWithVoid();
    }

    private Uni<Void> applyAll(Iterable<String> ids) {
        return Multi.createFrom().iterable(ids)
                .onItem().transformToUniAndConcatenate(id -> application.apply(id).replaceWithVoid()
                        // While the store is in trouble all others would fail as well.
                        .onFailure(failure -> !(failure instanceof PurchaseFailure.StoreUnavailable))
                        .recoverWithUni(failure -> {
                            LOG.warnf("Delivery %s could not be applied and is tried again: %s", id, failure);
                            return Uni.createFrom().voidItem();
                        }))
                .onItem().ignoreAsUni();
    }
}
