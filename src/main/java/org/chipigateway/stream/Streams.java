package org.chipigateway.stream;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

import org.chipigateway.purchase.EventPublisher;
import org.chipigateway.purchase.PurchaseChange;

import io.netty.channel.EventLoop;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;

/** All open streams, by the event loop that serves them; each is counted until it is over. */
@ApplicationScoped
class Streams {
    // Every 15 s: well below the idle time-outs of proxies on the way (nginx and AWS ALB: 60 s).
    private static final long HEARTBEAT_NANOS = Duration.ofSeconds(15).toNanos();

    private final EventPublisher publisher;
    private final StreamEnd end;
    private final StreamLimits limits;
    private final StreamMetrics metrics;
    private final StreamPace pace;
    private final InstantSource clock;
    private final Map<EventLoop, StreamLoop> loops = new ConcurrentHashMap<>();
    private Cancellable watching;
    private volatile boolean draining;

    Streams(EventPublisher publisher, StreamEnd end, StreamLimits limits, StreamMetrics metrics, StreamPace pace,
            InstantSource clock) {
        this.publisher = publisher;
        this.end = end;
        this.limits = limits;
        this.metrics = metrics;
        this.pace = pace;
        this.clock = clock;
    }

    @PostConstruct
    void watch() {
        watching = publisher.watchAll(this::publish);
    }

    @PreDestroy
    void stopWatching() {
        watching.cancel();
    }

    /** The loop of the request at hand. */
    StreamLoop here() {
        return loops.computeIfAbsent(((ContextInternal) Vertx.currentContext()).nettyEventLoop(), StreamLoop::new);
    }

    Collection<StreamLoop> loops() {
        return loops.values();
    }

    /** Counts one more stream, to be added; or refuses. */
    boolean admits(StreamAnswer answer, StreamLoop loop) {
        try {
            admit(answer.credential());
            return true;
        } catch (StreamFailure refused) {
            answer.refuse(refused, loop, pace.retryMillis());
            return false;
        }
    }

    /** Counts one more stream, to be added or to be given up; fails with {@link StreamFailure} where there may be no more. */
    void admit(StreamCredential credential) {
        if (draining) {
            throw new StreamFailure.Draining();
        }
        limits.take(credential.owner());
        // Asked again: whoever drains now has either seen this one counted, or been seen.
        if (draining) {
            limits.giveBack(credential.owner());
            throw new StreamFailure.Draining();
        }
    }

    void giveUp(StreamCredential credential) {
        limits.giveBack(credential.owner());
    }

    /** On its loop: an admitted stream, which hears of what is published from now on. */
    EventStream add(StreamLoop loop, Topic topic, StreamCredential credential, StreamOutput output) {
        EventStream stream = new EventStream(topic, credential, output, end,
                System.nanoTime() + pace.life().toNanos(), (over, reason) -> {
                    loop.remove(over);
                    limits.giveBack(over.credential().owner());
                    metrics.closed(reason);
                });
        loop.add(stream);
        metrics.opened(credential.kind());
        return stream;
    }

    /** On the store's writing thread, in commit order. */
    private void publish(PurchaseChange change) {
        PublishedEvent event = new PublishedEvent(change, System.nanoTime());
        for (StreamLoop loop : loops.values()) {
            if (loop.wants(change.purchase())) {
                loop.eventLoop().execute(() -> tell(loop, event));
            }
        }
    }

    private void tell(StreamLoop loop, PublishedEvent event) {
        long nowMillis = clock.millis();
        loop.forEachOf(event.change().purchase(), stream -> {
            long nowNanos = System.nanoTime();
            if (stream.live(event, nowNanos, nowMillis)) {
                event.toldAt(nowNanos, metrics.delivery());
            }
        });
    }

    @Scheduled(every = "1s", identity = "heartbeats of streams", concurrentExecution = ConcurrentExecution.SKIP)
    void tick() {
        onEachLoop(loop -> {
            long nowNanos = System.nanoTime();
            long nowMillis = clock.millis();
            loop.forEach(stream -> stream.tick(nowNanos, nowMillis, HEARTBEAT_NANOS, pace.retryMillis()));
        });
    }

    void onEachLoop(Consumer<StreamLoop> action) {
        loops.values().forEach(loop -> loop.eventLoop().execute(() -> action.accept(loop)));
    }

    /** From now on no stream is opened. */
    void beginDraining() {
        draining = true;
    }

    int open() {
        return limits.inAll();
    }
}
