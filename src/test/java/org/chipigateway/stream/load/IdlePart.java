package org.chipigateway.stream.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What a stream costs that is told nothing but heartbeats. */
final class IdlePart {
    private static final int OPENING_AT_ONCE = 100;
    private static final int CLASSES_SHOWN = 12;
    /** Two rounds of heartbeats. */
    private static final Duration IDLE = Duration.ofSeconds(32);

    private final LoadSettings settings;
    private final Report report;

    IdlePart(LoadSettings settings, Report report) {
        this.settings = settings;
        this.report = report;
    }

    private record Memory(Map<String, Long> heap, long resident) {

        static Memory of(LoadSettings settings, LoadedGateway gateway) {
            ProcessFigures.collect(settings.javaHome(), gateway.pid());
            Map<String, Long> heap = ProcessFigures.heap(settings.javaHome(), gateway.pid());
            return new Memory(heap, ProcessFigures.resident(gateway.pid()));
        }

        long used() {
            return ProcessFigures.sum(heap);
        }
    }

    void run(LoadedGateway gateway, List<Topic> purchases) {
        warmUp(gateway, purchases);
        Memory before = Memory.of(settings, gateway);
        List<Reader> readers = readers(purchases, settings.idle());
        try (Readers loop = new Readers(gateway.port())) {
            long begun = System.nanoTime();
            loop.open(readers, OPENING_AT_ONCE);
            Pause.until("all streams are open", () -> loop.open() == readers.size());
            double seconds = (System.nanoTime() - begun) / 1e9;
            Duration busy = ProcessFigures.processorTime(gateway.pid());
            Pause.of(IDLE);
            busy = ProcessFigures.processorTime(gateway.pid()).minus(busy);
            assertThat(gateway.streams()).as("streams that the gateway counts").isEqualTo(readers.size());
            Memory after = Memory.of(settings, gateway);
            assertThat(loop.open()).as("still open").isEqualTo(readers.size());
            assertThat(loop.complaints(readers)).isEmpty();
            report(before, after, readers.size(), seconds, busy);
        }
        Pause.until("the gateway has seen them go", () -> gateway.streams() == 0);
    }

    /**
     * Classes are loaded and pools filled by the first streams, whose cost isn't that of the next. Of a few owners only: what is
     * kept for an owner, such as the bearer, is to be counted.
     */
    private void warmUp(LoadedGateway gateway, List<Topic> purchases) {
        List<Reader> first = readers(purchases.subList(0, Math.min(purchases.size(), 20)),
                Math.min(settings.idle(), 1_000));
        try (Readers loop = new Readers(gateway.port())) {
            loop.open(first, OPENING_AT_ONCE);
            Pause.until("the first streams are open", () -> loop.open() == first.size());
        }
        Pause.until("the gateway has seen them go", () -> gateway.streams() == 0);
    }

    static List<Reader> readers(List<Topic> topics, int count) {
        List<Reader> readers = new ArrayList<>();
        Deliveries unmeasured = new Deliveries();
        for (int i = 0; i < count; i++) {
            readers.add(new Reader(topics.get(i % topics.size()), unmeasured));
        }
        return readers;
    }

    private void report(Memory before, Memory after, int streams, double seconds, Duration busy) {
        report.row("idle", "streams, of purchases", streams + ", "
                + (streams + LoadSettings.READERS_OF_ONE - 1) / LoadSettings.READERS_OF_ONE, "", "10000");
        report.row("idle", "opened in a second", Report.format("%.0f", streams / seconds));
        report.row("idle", "heap after a collection: without, with",
                Report.mebibytes(before.used()) + ", " + Report.mebibytes(after.used()));
        report.row("idle", "heap of one stream", Report.kibibytes((after.used() - before.used()) / streams), "",
                "8 KiB");
        report.row("idle", "resident: without, with",
                Report.mebibytes(before.resident()) + ", " + Report.mebibytes(after.resident()));
        report.row("idle", "resident of one stream",
                Report.kibibytes((after.resident() - before.resident()) / streams), "", "15 KiB");
        report.row("idle", "of a processor", Report.format("%.1f %%", 100.0 * busy.toMillis() / IDLE.toMillis()));
        Report.say("Where the heap of one stream goes, in bytes:");
        after.heap().entrySet().stream()
                .map(each -> Map.entry(each.getKey(),
                        (each.getValue() - before.heap().getOrDefault(each.getKey(), 0L)) / streams))
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())).limit(CLASSES_SHOWN)
                .forEach(each -> Report.say(Report.format("%6d %s", each.getValue(), each.getKey())));
    }

    /** The same of the yardstick. */
    void run(Nchan nchan) {
        int channels = (settings.idle() + LoadSettings.READERS_OF_ONE - 1) / LoadSettings.READERS_OF_ONE;
        List<Topic> topics = IntStream.range(0, channels).mapToObj(nchan::channel).toList();
        long before = nchan.resident();
        List<Reader> readers = readers(topics, settings.idle());
        try (Readers loop = new Readers(nchan.port())) {
            loop.open(readers, OPENING_AT_ONCE);
            Pause.until("all of nchan's streams are open", () -> loop.open() == readers.size());
            Pause.of(IDLE);
            long after = nchan.resident();
            assertThat(loop.open()).as("still open").isEqualTo(readers.size());
            report.row("nchan", "resident: without, with", "",
                    Report.mebibytes(before) + ", " + Report.mebibytes(after), "");
            report.row("nchan", "resident of one stream", "", Report.kibibytes((after - before) / readers.size()),
                    "10 KiB");
        }
    }
}
