package org.chipigateway.stream.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The delays of those who read while others of another purchase, which has much longer events, first read too and then stop. In both
 * times the same is published, so that nothing but the stopping differs.
 */
final class SlowReadersPart {
    private static final int LONG = 16 * 1024;
    private static final int LONG_PER_SECOND = 20;

    private final LoadSettings settings;
    private final Report report;

    SlowReadersPart(LoadSettings settings, Report report) {
        this.settings = settings;
        this.report = report;
    }

    void run(LoadedGateway gateway, List<Topic> purchases, Topic theirs) {
        List<Reader> readers = IdlePart.readers(purchases, settings.watched());
        List<Reader> slow = IdlePart.readers(List.of(theirs), settings.stalled());
        List<Reader> all = new ArrayList<>(readers);
        all.addAll(slow);
        gateway.pad(theirs, LONG);
        try (Readers loop = new Readers(gateway.port())) {
            loop.open(all, RatePart.OPENING_AT_ONCE);
            Pause.until("all streams are open", () -> loop.open() == all.size());
            measure(gateway, loop, purchases, theirs, readers);
            Samples without = measure(gateway, loop, purchases, theirs, readers);
            long before = resident(gateway);
            long heapBefore = ProcessFigures.sum(ProcessFigures.heap(settings.javaHome(), gateway.pid()));

            loop.stall(slow);
            // First the kernel takes what they leave; only then it comes to the gateway's own bound.
            Samples with = measure(gateway, loop, purchases, theirs, readers);
            long full = ProcessFigures.resident(gateway.pid());
            with.addAll(measure(gateway, loop, purchases, theirs, readers));
            long after = Math.max(full, ProcessFigures.resident(gateway.pid()));
            long heapAfter = ProcessFigures.sum(ProcessFigures.heap(settings.javaHome(), gateway.pid()));
            int counted = gateway.streams();

            int cutBefore = loop.cutWhileOpen();
            loop.resume(slow);
            Pause.until("the slow readers have caught up", () -> loop.complaints(all).isEmpty());
            int cut = loop.cutWhileOpen() - cutBefore;

            String who = slow.size() + " of " + all.size() + " stop reading: ";
            report.row("slow", who + "p99 of the others without, with",
                    Report.millis(without.quantile(0.99)) + ", " + Report.millis(with.quantile(0.99)));
            report.row("slow", "ratio",
                    Report.format("%.2f ×", (double) with.quantile(0.99) / without.quantile(0.99)), "", "1.5 ×");
            report.row("slow", "p50 of the others without, with",
                    Report.millis(without.median()) + ", " + Report.millis(with.median()));
            report.row("slow", "heap in the end, resident at most, that it grew by for each that stopped",
                    Report.kibibytes((heapAfter - heapBefore) / slow.size()) + ", "
                            + Report.kibibytes((after - before) / slow.size()));
            report.row("slow", "streams counted while they had stopped; cut off and resumed by id",
                    counted + "; " + cut);
        }
        Pause.until("the gateway has seen them go", () -> gateway.streams() == 0);
    }

    private long resident(LoadedGateway gateway) {
        ProcessFigures.collect(settings.javaHome(), gateway.pid());
        return ProcessFigures.resident(gateway.pid());
    }

    private Samples measure(LoadedGateway gateway, Readers loop, List<Topic> purchases, Topic theirs,
            List<Reader> readers) {
        Duration time = settings.length();
        CompletableFuture<Integer> longOnes = CompletableFuture
                .supplyAsync(() -> gateway.publish(List.of(theirs), LONG_PER_SECOND, time));
        Deliveries measured = RatePart.measure(gateway, loop, purchases, readers, time);
        longOnes.join();
        return measured.delays();
    }
}
