package org.chipigateway.crash;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/** What a run counted, over all lanes. */
final class Tally {

    enum Count {
        KILLS("kills (SIGKILL)"),
        KILLS_IN_START("  while it started"),
        KILLS_IN_FLIGHT("  with requests under way"),
        KILLS_IDLE("  idle"),
        ORDERS("purchases that clients asked for"),
        POSTS("POSTs to the gateway, repeats included"),
        POSTS_CUT("  cut, or answered 5xx, and repeated by most clients"),
        KNOWN("purchases that the gateway knows at the end"),
        SUCCESS("  SUCCESS"),
        FAILED("  FAILED after the debit"),
        CANCELLED("  CANCELLED"),
        REJECTED("  REJECTED: nothing debited"),
        OPEN("  unresolved"),
        DEBITS("debits in the ledger"),
        DOUBLED("  doubled"),
        LOST("  lost"),
        RESENT("purchases that Chipi was sent more than once"),
        ADOPTED("purchases adopted by look-up"),
        READERS("readers of events"),
        RECONNECTS("  reconnects, by Last-Event-ID"),
        EVENTS("events that they saw"),
        MISSING("  missing"),
        REPEATED("  repeated"),
        ERRORS("lines of level ERROR in the gateways' logs");

        private final String words;

        Count(String words) {
            this.words = words;
        }
    }

    private final Map<Count, LongAdder> counts = new EnumMap<>(Count.class);
    private final List<Duration> starts = new CopyOnWriteArrayList<>();

    Tally() {
        for (Count count : Count.values()) {
            counts.put(count, new LongAdder());
        }
    }

    void add(Count count) {
        add(count, 1);
    }

    void add(Count count, long more) {
        counts.get(count).add(more);
    }

    long of(Count count) {
        return counts.get(count).sum();
    }

    void started(Duration within) {
        starts.add(within);
    }

    /** From the launch until it listens. */
    Duration medianStart() {
        List<Duration> sorted = new ArrayList<>(starts);
        sorted.sort(null);
        return sorted.isEmpty() ? Duration.ofMillis(1500) : sorted.get(sorted.size() / 2);
    }

    String table() {
        StringBuilder table = new StringBuilder();
        counts.forEach((count, sum) -> table.append(String.format("%,9d  %s%n", sum.sum(), count.words)));
        return table.append(String.format("%,9d  ms from launch to listening, median of %,d%n",
                medianStart().toMillis(), starts.size())).toString();
    }
}
