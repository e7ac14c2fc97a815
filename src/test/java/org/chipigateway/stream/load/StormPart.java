package org.chipigateway.stream.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Everybody is cut off, misses one event, and comes back in the same instant with the last id that they saw. */
final class StormPart {
    private static final int EVENTS_AT_ONCE = 8;

    private final LoadSettings settings;
    private final Report report;

    StormPart(LoadSettings settings, Report report) {
        this.settings = settings;
        this.report = report;
    }

    void run(LoadedGateway gateway, List<Topic> purchases) {
        List<Reader> readers = IdlePart.readers(purchases, settings.watched());
        try (Readers loop = new Readers(gateway.port())) {
            loop.open(readers, RatePart.OPENING_AT_ONCE);
            Pause.until("all streams are open", () -> loop.open() == readers.size());
            gateway.publish(purchases, EVENTS_AT_ONCE);
            Pause.until("everybody is told", () -> loop.complaints(readers).isEmpty());

            loop.cut(readers);
            Pause.until("the gateway has seen them go", () -> gateway.streams() == 0);
            gateway.publish(purchases, EVENTS_AT_ONCE);
            Deliveries missed = loop.into(new Deliveries(), readers);
            long begun = Topic.micros(Instant.now());
            loop.open(readers, readers.size());
            Pause.until("everybody has what they missed", () -> missed.count() == readers.size());

            assertThat(loop.complaints(readers)).isEmpty();
            Map<Readers.Trouble, Integer> troubles = loop.troubles();
            report.row("storm", readers.size() + " come back at once: until the first, the last has what they missed",
                    Report.millis(missed.first() - begun) + ", " + Report.millis(missed.last() - begun));
            report.row("storm", "come back in a second",
                    Report.format("%.0f", readers.size() * 1e6 / (missed.last() - begun)));
            report.row("storm", "errors", troubles.isEmpty() ? "0" : troubles.toString(), "", "0");
        }
        Pause.until("the gateway has seen them go", () -> gateway.streams() == 0);
    }
}
