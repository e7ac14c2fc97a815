package org.chipigateway.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import org.chipigateway.identity.Owner;
import org.chipigateway.purchase.Purchase;
import org.jboss.logging.Logger;

import io.netty.channel.EventLoop;

/**
 * The streams of one event loop. Whatever happens to a stream happens on this loop, one thing after another: no locks, and an event
 * crosses to another thread once for all readers of a loop, not once for each.
 */
final class StreamLoop {
    private static final Logger LOG = Logger.getLogger(StreamLoop.class);
    private static final Topic ALL = new Topic.OfAll();

    private final EventLoop eventLoop;
    /** Changed on the loop only; others may look whether there is a topic. */
    private final Map<Topic, StreamSet> streams = new ConcurrentHashMap<>();

    StreamLoop(EventLoop eventLoop) {
        this.eventLoop = eventLoop;
    }

    EventLoop eventLoop() {
        return eventLoop;
    }

    void run(Runnable task) {
        if (eventLoop.inEventLoop()) {
            task.run();
        } else {
            eventLoop.execute(task);
        }
    }

    /** From here on the stream hears of what is published. */
    void add(EventStream stream) {
        streams.computeIfAbsent(stream.topic(), topic -> new StreamSet()).add(stream);
    }

    void remove(EventStream stream) {
        StreamSet set = streams.get(stream.topic());
        set.remove(stream);
        if (set.isEmpty()) {
            streams.remove(stream.topic());
        }
    }

    /** From any thread. A stream that is added after this was asked reads the event from the log, where it is already. */
    boolean wants(Purchase purchase) {
        return watches(purchase.transactionHash(), purchase.owner()) || streams.containsKey(ALL);
    }

    /** From any thread. */
    boolean watches(String transactionHash, Owner owner) {
        return !streams.isEmpty() && (streams.containsKey(new Topic.OfPurchase(transactionHash))
                || streams.containsKey(new Topic.OfOwner(owner)));
    }

    void forEachOf(Purchase purchase, Consumer<EventStream> action) {
        forEachOf(new Topic.OfPurchase(purchase.transactionHash()), action);
        forEachOf(new Topic.OfOwner(purchase.owner()), action);
        forEachOf(ALL, action);
    }

    void forEachOf(Topic topic, Consumer<EventStream> action) {
        StreamSet set = streams.get(topic);
        if (set != null) {
            set.forEach(stream -> guarded(stream, action));
        }
    }

    void forEach(Consumer<EventStream> action) {
        streams.values().forEach(set -> set.forEach(stream -> guarded(stream, action)));
    }

    /** What goes wrong with one stream must neither keep an event from the others nor leave the one open with a gap. */
    void guarded(EventStream stream, Consumer<EventStream> action) {
        try {
            action.accept(stream);
        } catch (RuntimeException defect) {
            LOG.error("A stream failed, and is cut", defect);
            stream.fail();
        }
    }

    /** On the loop. */
    int size() {
        return streams.values().stream().mapToInt(StreamSet::size).sum();
    }

    /** At most so many, any of them. */
    List<EventStream> some(int most) {
        List<EventStream> some = new ArrayList<>();
        for (StreamSet set : streams.values()) {
            set.forEach(stream -> {
                if (some.size() < most && !stream.isOpening()) {
                    some.add(stream);
                }
            });
            if (some.size() == most) {
                break;
            }
        }
        return some;
    }
}
