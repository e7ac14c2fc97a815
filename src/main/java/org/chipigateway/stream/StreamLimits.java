package org.chipigateway.stream;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.context.ApplicationScoped;

import org.chipigateway.identity.Owner;

/** How many streams there are, of each owner and in all. */
@ApplicationScoped
class StreamLimits {
    private final StreamConfig config;
    private final AtomicInteger inAll = new AtomicInteger();
    private final Map<Owner, Integer> ofOwner = new ConcurrentHashMap<>();

    StreamLimits(StreamConfig config) {
        this.config = config;
    }

    /** Counts one more, until it is given back; or fails, counting none. */
    void take(Owner owner) {
        if (inAll.incrementAndGet() > config.streamsMax()) {
            inAll.decrementAndGet();
            throw new StreamFailure.TooManyInAll();
        }
        if (ofOwner.merge(owner, 1, Integer::sum) > config.streamsPerCaller()) {
            giveBack(owner);
            throw new StreamFailure.TooManyOfCaller(config.streamsPerCaller());
        }
    }

    void giveBack(Owner owner) {
        ofOwner.computeIfPresent(owner, (same, count) -> count == 1 ? null : count - 1);
        inAll.decrementAndGet();
    }

    int inAll() {
        return inAll.get();
    }
}
