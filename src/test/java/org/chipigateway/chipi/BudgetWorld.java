package org.chipigateway.chipi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** One gateway after the other on one disk, and the minute as Chipi counts it. */
final class BudgetWorld {
    static final Duration ANSWERED_AFTER = Duration.ofMillis(100);

    /** Something that asked for a permit, and what came of it. */
    final class Asked {
        final RequestClass of;
        final Object turn;
        final long at = time.nanos();
        RequestPermit permit;
        Duration waited;
        Throwable failure;

        private Asked(RequestClass of, Object turn) {
            this.of = of;
            this.turn = turn;
        }

        boolean granted() {
            return permit != null;
        }

        @Override
        public String toString() {
            return of + " of " + turn + (granted() ? " waited " + waited : failure == null ? " waits" : " refused");
        }

        ChipiFailure.BudgetExhausted refusal() {
            return (ChipiFailure.BudgetExhausted) failure;
        }
    }

    final VirtualTime time = new VirtualTime();
    final MemoryBudgetStore disk = new MemoryBudgetStore(time);
    /** When Chipi saw each request. */
    final List<Long> seen = new ArrayList<>();
    /** In the order of their grants. */
    final List<Asked> granted = new ArrayList<>();
    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    final int perMinute;
    RequestBudget budget;
    private Object process;

    BudgetWorld(int perMinute) {
        this.perMinute = perMinute;
        start();
        pass(Duration.ofMillis(10));
    }

    /** The process dies, and another one starts. */
    void restart() {
        time.kill(process);
        start();
    }

    private void start() {
        process = new Object();
        budget = new RequestBudget(new Limit(perMinute), disk.of(process), time, time, time.timersOf(process),
                metrics);
        budget.onStart(null);
    }

    Object process() {
        return process;
    }

    void pass(Duration length) {
        time.runFor(length);
    }

    /** Asks, and once granted makes a request that Chipi sees half-way and answers. */
    Asked request(RequestClass of, Object turn, Duration within) {
        return ask(of, turn, within, asked -> {
            time.after(ANSWERED_AFTER.dividedBy(2), null, () -> seen.add(time.nanos()));
            time.after(ANSWERED_AFTER, process, () -> asked.permit.end(null));
        });
    }

    List<Asked> requests(int count, RequestClass of, Object turn, Duration within) {
        List<Asked> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(request(of, turn, within));
        }
        return all;
    }

    Asked ask(RequestClass of, Object turn, Duration within, Consumer<Asked> then) {
        Asked asked = new Asked(of, turn);
        budget.acquire(of, turn, within).subscribe().with(permit -> {
            asked.permit = permit;
            asked.waited = Duration.ofNanos(time.nanos() - asked.at);
            granted.add(asked);
            then.accept(asked);
        }, failure -> asked.failure = failure);
        return asked;
    }

    long grantedOf(RequestClass of) {
        return granted.stream().filter(asked -> asked.of == of).count();
    }

    /** The most that Chipi saw in any 60 s. */
    int mostInAMinute() {
        List<Long> ordered = seen.stream().sorted().toList();
        int most = 0;
        for (int first = 0, last = 0; last < ordered.size(); last++) {
            while (ordered.get(last) - ordered.get(first) >= Duration.ofSeconds(60).toNanos()) {
                first++;
            }
            most = Math.max(most, last - first + 1);
        }
        return most;
    }

    void neverMoreThanAllowed() {
        assertThat(mostInAMinute()).as("most requests that Chipi saw in any 60 s").isLessThanOrEqualTo(perMinute);
    }

    /** A limit, and nothing else that matters here. */
    record Limit(int requestsPerMinute) implements ChipiConfig {
        @Override
        public String baseUrl() {
            return "http://chipi";
        }

        @Override
        public String publicKey() {
            return "pk";
        }

        @Override
        public Duration quietTime() {
            return Duration.ofSeconds(60);
        }
    }
}
