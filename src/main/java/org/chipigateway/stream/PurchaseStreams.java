package org.chipigateway.stream;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.chipigateway.purchase.Audience;
import org.chipigateway.purchase.EventLog;
import org.chipigateway.purchase.EventPublisher;
import org.chipigateway.purchase.Purchase;
import org.chipigateway.purchase.PurchaseStore;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;

/** All open streams of purchases; each is counted until it is over. */
@ApplicationScoped
class PurchaseStreams {
    private static final long RETRY_MILLIS = 2_000;
    // Comments every 15 s: well below the idle time-outs of proxies on the way (nginx and AWS ALB: 60 s).
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private final EventLog log;
    private final PurchaseStore store;
    private final EventPublisher publisher;
    private final StreamEnd end;
    private final StreamWatchers watchers;
    private final Audience audience;
    private final InstantSource clock;
    private final Set<OpenStream> open = ConcurrentHashMap.newKeySet();
    private volatile boolean ending;

    PurchaseStreams(EventLog log, PurchaseStore store, EventPublisher publisher, StreamEnd end,
            StreamWatchers watchers, Audience audience, InstantSource clock, MeterRegistry metrics) {
        this.log = log;
        this.store = store;
        this.end = end;
        this.publisher = publisher;
        this.watchers = watchers;
        this.audience = audience;
        this.clock = clock;
        metrics.gaugeCollectionSize("chipi_streams_active", List.of(), open);
    }

    /**
     * The item comes when the history is there, so that a store which can't say is still a status.
     *
     * @param afterId the last event that the reader has seen; 0 for all
     * @param credentialEndsAt when the stream has to end, because what opened it does
     */
    Uni<Multi<StreamBlock>> open(Purchase purchase, long afterId, Instant credentialEndsAt) {
        return Uni.createFrom().deferred(() -> {
            OpenStream[] self = new OpenStream[1];
            Cancellable[] watching = new Cancellable[1];
            OpenStream stream = new OpenStream(afterId, credentialEndsAt, end, () -> {
                watching[0].cancel();
                watchers.remove(purchase.transactionHash(), self[0]);
                open.remove(self[0]);
            });
            self[0] = stream;
            watching[0] = publisher.watch(purchase.transactionHash(), change -> stream.live(change, System.nanoTime()));
            stream.begin(RETRY_MILLIS, System.nanoTime());
            return log.of(purchase.transactionHash(), afterId).chain(history -> asOfNow(purchase).map(now -> {
                open.add(stream);
                watchers.add(purchase.transactionHash(), stream);
                audience.arrived(purchase.transactionHash());
                // Asked after it was added: whichever tells the stream of a lapse second tells it nothing new.
                audience.lapse(purchase.transactionHash())
                        .ifPresent(lapse -> stream.lapse(lapse, System.nanoTime()));
                stream.replay(history, now, System.nanoTime());
                // Asked after it was added: endAll() has seen the stream, or the stream sees it.
                if (ending) {
                    stream.breakOff();
                }
                return stream.blocks();
            })).onFailure().invoke(watching[0]::cancel);
        });
    }

    /** After the history: it may say that there is more than that, never less. */
    private Uni<Purchase> asOfNow(Purchase before) {
        return store.read(records -> records.byHash(before.transactionHash()).orElse(before));
    }

    /**
     * Told before the connections are closed (ShutdownEvent comes after that): nothing may be written to a stream whose
     * connection is going, and a reader learns at once, without an error, that it has to come back.
     */
    void endAll(@Observes ShutdownDelayInitiatedEvent asked) {
        ending = true;
        open.forEach(OpenStream::breakOff);
    }

    @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
    void tick() {
        long nowNanos = System.nanoTime();
        Instant now = clock.instant();
        open.forEach(stream -> stream.tick(nowNanos, now, HEARTBEAT.toNanos()));
    }
}
