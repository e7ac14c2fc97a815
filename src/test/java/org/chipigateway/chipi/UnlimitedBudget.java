package org.chipigateway.chipi;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.smallrye.mutiny.Uni;

/** Grants at once whatever is asked for, and counts what has not come to its end. */
public final class UnlimitedBudget extends RequestBudget {

    /** What was asked for. */
    public final Queue<RequestClass> asked = new ConcurrentLinkedQueue<>();

    private final AtomicInteger open = new AtomicInteger();

    /** How many permits were neither used nor given back. */
    public int open() {
        return open.get();
    }

    @Override
    public Uni<RequestPermit> acquire(RequestClass of, Object turn, Duration within) {
        return Uni.createFrom().item(() -> {
            asked.add(of);
            return permit();
        });
    }

    /** For a call whose budget isn't the subject. */
    public RequestPermit permit() {
        open.incrementAndGet();
        AtomicBoolean ended = new AtomicBoolean();
        return new RequestPermit() {
            @Override
            public void giveBack() {
                end(null);
            }

            @Override
            public void end(Throwable failure) {
                if (ended.compareAndSet(false, true)) {
                    open.decrementAndGet();
                }
            }
        };
    }
}
