package org.chipigateway.stream.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;

/** A hundred events a second, each to the readers of its purchase. */
final class RatePart {
    static final int OPENING_AT_ONCE = 200;

    private final LoadSettings settings;
    private final Report report;

    RatePart(LoadSettings settings, Report report) {
        this.settings = settings;
        this.report = report;
    }

    void run(LoadedGateway gateway, List<Topic> purchases) {
        List<Reader> readers = IdlePart.readers(purchases, settings.watched());
        try (Readers loop = new Readers(gateway.port())) {
            loop.open(readers, OPENING_AT_ONCE);
            Pause.until("all streams are open", () -> loop.open() == readers.size());
            measure(gateway, loop, purchases, readers, warmUp());
            Duration before = ProcessFigures.processorTime(gateway.pid());
            Deliveries measured = measure(gateway, loop, purchases, readers, settings.length());
            Duration used = ProcessFigures.processorTime(gateway.pid()).minus(before);
            assertThat(loop.complaints(readers)).isEmpty();
            report(measured, used);
        }
        Pause.until("the gateway has seen them go", () -> gateway.streams() == 0);
    }

    Duration warmUp() {
        return settings.length().dividedBy(2);
    }

    /** Events for this time; returns once everybody has had them. */
    static Deliveries measure(LoadedGateway gateway, Readers loop, List<Topic> purchases, List<Reader> readers,
            Duration time) {
        Deliveries deliveries = loop.into(new Deliveries(), readers);
        int events = gateway.publish(purchases, LoadSettings.EVENTS_PER_SECOND, time);
        long expected = (long) events * readers.size() / purchases.size();
        Pause.until("everybody is told", () -> deliveries.count() >= expected);
        return deliveries;
    }

    private void report(Deliveries measured, Duration processor) {
        Samples delays = measured.delays();
        double seconds = settings.length().toMillis() / 1e3;
        String events = settings.watched() + " streams, " + LoadSettings.EVENTS_PER_SECOND + " events a second: ";
        report.row("rate", events + "told in a second", Report.format("%.0f", delays.size() / seconds));
        report.row("rate", "from the event to its readers: p50", Report.millis(delays.median()));
        report.row("rate", "p99", Report.millis(delays.quantile(0.99)), "", "100 ms");
        report.row("rate", "longest", Report.millis(delays.longest()));
        report.row("rate", "of a processor", Report.format("%.0f %%", processor.toMillis() / seconds / 10));
    }
}
