package org.chipigateway.stream;

import java.time.InstantSource;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.chipigateway.purchase.EventLog;
import org.chipigateway.purchase.Purchase;
import org.chipigateway.purchase.PurchaseEvent;
import org.chipigateway.purchase.PurchaseStore;
import org.jboss.logging.Logger;

import io.smallrye.mutiny.Uni;

/**
 * Tells a stream what the log holds, page by page and no faster than its reader reads, until it has caught up with what is published.
 */
@ApplicationScoped
class Replay {
    private static final Logger LOG = Logger.getLogger(Replay.class);
    private static final int PAGE = 100;

    /**
     * @param purchase as it was once its events had been read; null of a feed
     * @param last whether the log had nothing more
     */
    record Page(List<PurchaseEvent> events, Purchase purchase, boolean last) {
    }

    private final ReadTurns turns;
    private final EventLog log;
    private final PurchaseStore store;
    private final StreamMetrics metrics;
    private final StreamPace pace;
    private final InstantSource clock;

    Replay(ReadTurns turns, EventLog log, PurchaseStore store, StreamMetrics metrics, StreamPace pace,
            InstantSource clock) {
        this.turns = turns;
        this.log = log;
        this.store = store;
        this.metrics = metrics;
        this.pace = pace;
        this.clock = clock;
    }

    Uni<Page> page(Topic topic, long afterId) {
        return turns.inTurn(() -> {
            if (topic instanceof Topic.OfPurchase one) {
                // The purchase after its events: it may say that there is more than they tell, never less.
                return log.of(one.transactionHash(), afterId, PAGE)
                        .chain(events -> store.read(records -> records.byHash(one.transactionHash()).orElseThrow())
                                .map(purchase -> new Page(events, purchase, events.size() < PAGE)));
            }
            Uni<List<PurchaseEvent>> events = topic instanceof Topic.OfOwner feed
                    ? log.of(feed.owner(), afterId, PAGE)
                    : log.ofAll(afterId, PAGE);
            return events.map(some -> new Page(some, null, some.size() < PAGE));
        });
    }

    /** On the stream's loop. */
    void take(Page page, EventStream stream, StreamOutput output, StreamLoop loop) {
        if (page.purchase() != null) {
            stream.learn(page.purchase());
        }
        metrics.replayed(stream.replay(page.events(), System.nanoTime()));
        if (!page.last() || !stream.caughtUp(System.nanoTime(), clock.millis())) {
            readOn(stream, output, loop);
        }
    }

    /** On the stream's loop. */
    void readOn(EventStream stream, StreamOutput output, StreamLoop loop) {
        if (stream.isOver()) {
            return;
        }
        if (output.isCongested()) {
            output.whenDrained(() -> readOn(stream, output, loop));
            return;
        }
        page(stream.topic(), stream.lastId()).emitOn(loop.eventLoop()).subscribe()
                .with(page -> loop.guarded(stream, same -> take(page, stream, output, loop)), failure -> {
                    // The store tells of its trouble by itself, once; here there may be thousands.
                    LOG.debugf("A stream was broken off, because the log could not be read: %s", failure.getMessage());
                    stream.breakOff(CloseReason.STORE, pace.retryMillis());
                });
    }
}
