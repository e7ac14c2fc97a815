package org.chipigateway.purchase;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.smallrye.mutiny.subscription.Cancellable;

/**
 * Tells whoever watches a purchase of its changes, at once and in commit order. Holds nothing: a watcher reads the past from
 * the {@link EventLog}, having subscribed first.
 */
@ApplicationScoped
public class EventPublisher implements EventSink {
    private static final Logger LOG = Logger.getLogger(EventPublisher.class);

    private final Set<Consumer<PurchaseChange>> watchersOfAll = ConcurrentHashMap.newKeySet();
    private final Map<String, Set<Consumer<PurchaseChange>>> watchers = new ConcurrentHashMap<>();

    @Override
    public void publish(PurchaseChange change) {
        watchers.getOrDefault(change.purchase().transactionHash(), Set.of()).forEach(each -> tell(each, change));
        watchersOfAll.forEach(each -> tell(each, change));
    }

    private static void tell(Consumer<PurchaseChange> watcher, PurchaseChange change) {
        try {
            watcher.accept(change);
        } catch (RuntimeException broken) {
            // One watcher's trouble must not keep the change from the others.
            LOG.error("A watcher failed on event " + change.event().id(), broken);
        }
    }

    /** The same of every purchase. */
    public Cancellable watchAll(Consumer<PurchaseChange> watcher) {
        watchersOfAll.add(watcher);
        return () -> watchersOfAll.remove(watcher);
    }

    /** @param watcher must return at once: it runs on the store's writing thread */
    public Cancellable watch(String transactionHash, Consumer<PurchaseChange> watcher) {
        watchers.compute(transactionHash, (hash, present) -> {
            Set<Consumer<PurchaseChange>> all = present == null ? ConcurrentHashMap.newKeySet() : present;
            all.add(watcher);
            return all;
        });
        return () -> watchers.computeIfPresent(transactionHash, (hash, present) -> {
            present.remove(watcher);
            return present.isEmpty() ? null : present;
        });
    }
}
