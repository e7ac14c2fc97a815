package org.chipigateway.purchase;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.chipigateway.identity.Owner;

/** Many who write events of the same purchases at the same time, by the store's own door. */
public final class ConcurrentWriters {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final PurchaseStore store;
    private final List<String> hashes;
    private final String padding;

    /** @param bytes that each event has beyond the usual */
    public ConcurrentWriters(PurchaseStore store, List<String> hashes, int bytes) {
        this.store = store;
        this.hashes = hashes;
        this.padding = "x".repeat(bytes);
    }

    /** Each purchase with its first event. */
    public void open(Owner owner) {
        hashes.forEach(hash -> store.write(tx -> PurchaseJournal.record(tx,
                Purchases.pending(owner, hash, padding, now()), EventType.STATUS, EventSource.CREATE, now()))
                .await().atMost(PATIENCE));
    }

    /** @return once every writer has written so often, to one purchase after the other */
    public void write(int writers, int times) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int writer = 0; writer < writers; writer++) {
                int first = writer;
                all.add(threads.submit(() -> {
                    for (int time = 0; time < times; time++) {
                        append(hashes.get((first + time) % hashes.size()), PurchaseState.PROCESSING, first % 4);
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** The last event of each. */
    public void settle() {
        hashes.forEach(hash -> append(hash, PurchaseState.SUCCESS, 0));
    }

    /** @param readsBeforeCommit so that some take longer from their id to their commit than others */
    private void append(String hash, PurchaseState state, int readsBeforeCommit) {
        store.write(tx -> {
            Purchase purchase = tx.byHash(hash).orElseThrow();
            Purchase recorded = PurchaseJournal.record(tx,
                    purchase.toldBy(purchase.row(), purchase.chipiId(), state, now()),
                    state.terminal() ? EventType.STATUS : EventType.DETAIL, EventSource.POLL, now());
            for (int read = 0; read < readsBeforeCommit; read++) {
                tx.byHash(hash);
            }
            return recorded;
        }).await().atMost(PATIENCE);
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }
}
