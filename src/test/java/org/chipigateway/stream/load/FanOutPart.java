package org.chipigateway.stream.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** One event to all readers at once; in turn one of the gateway's and one of nchan's, so that both have the same machine. */
final class FanOutPart {
    /** Until then the gateway's compiler takes as much of the processors as its streams: a gateway runs for days. */
    private static final int WARM_UP = 300;
    private static final int ROUNDS = 40;
    private static final Duration BETWEEN = Duration.ofMillis(200);

    private final LoadSettings settings;
    private final Report report;

    FanOutPart(LoadSettings settings, Report report) {
        this.settings = settings;
        this.report = report;
    }

    /** One side of the comparison, and what it took. */
    private static final class Side implements AutoCloseable {
        private final Publisher publisher;
        private final Topic topic;
        private final List<Reader> readers;
        private final Readers loop;
        private final Samples each = new Samples();
        private final Samples untilTheLast = new Samples();
        private final Samples sinceItWasSent = new Samples();
        private final Samples firstToLast = new Samples();

        Side(Publisher publisher, Topic topic, int port, int count) {
            this.publisher = publisher;
            this.topic = topic;
            readers = IdlePart.readers(List.of(topic), count);
            loop = new Readers(port);
            loop.open(readers, RatePart.OPENING_AT_ONCE);
            Pause.until("all streams are open", () -> loop.open() == count);
        }

        void round(boolean measured) {
            Deliveries deliveries = loop.into(new Deliveries(), readers);
            long sent = Topic.micros(Instant.now());
            publisher.publish(topic);
            Pause.until("everybody is told", () -> deliveries.count() == readers.size());
            if (measured) {
                each.addAll(deliveries.delays());
                untilTheLast.add(deliveries.delays().longest());
                sinceItWasSent.add(deliveries.last() - sent);
                firstToLast.add(deliveries.last() - deliveries.first());
            }
        }

        @Override
        public void close() {
            loop.close();
        }
    }

    /** @param nchanFolder null: without the comparison */
    void run(LoadedGateway gateway, Topic purchase, Path nchanFolder) {
        try (Side ours = new Side(gateway, purchase, gateway.port(), settings.watched())) {
            ours.round(false);
            if (nchanFolder == null) {
                compare(ours, null);
            } else {
                compareWithNchan(ours, nchanFolder);
            }
        }
        Pause.until("the gateway has seen them go", () -> gateway.streams() == 0);
    }

    private void compareWithNchan(Side ours, Path nchanFolder) {
        try (Nchan nchan = Nchan.start(nchanFolder, settings.nchanWorkers(), ours.topic.length());
                Side theirs = new Side(nchan, nchan.channel(1), nchan.port(), settings.watched())) {
            compare(ours, theirs);
        }
    }

    /** @param theirs null: without the comparison */
    private void compare(Side ours, Side theirs) {
        for (int round = 0; round < WARM_UP; round++) {
            ours.round(false);
        }
        for (int round = 0; round < ROUNDS; round++) {
            Pause.of(BETWEEN);
            ours.round(true);
            if (theirs != null) {
                Pause.of(BETWEEN);
                theirs.round(true);
            }
        }
        assertThat(ours.loop.complaints(ours.readers)).isEmpty();
        String readers = "one event of " + ours.topic.length() + " bytes to " + ours.readers.size() + ": ";
        row(readers + "from the event to the last reader, median", ours.untilTheLast.median(),
                theirs == null ? -1 : theirs.untilTheLast.median(), true);
        row("the same, the worst of " + ROUNDS, ours.untilTheLast.longest(),
                theirs == null ? -1 : theirs.untilTheLast.longest(), false);
        row("from the event to each reader, p50", ours.each.median(), theirs == null ? -1 : theirs.each.median(),
                false);
        row("p99", ours.each.quantile(0.99), theirs == null ? -1 : theirs.each.quantile(0.99), true);
        row("from the first reader to the last, median", ours.firstToLast.median(),
                theirs == null ? -1 : theirs.firstToLast.median(), false);
        row("from the publisher's request to the last reader, median", ours.sinceItWasSent.median(),
                theirs == null ? -1 : theirs.sinceItWasSent.median(), false);
        report.row("fan-out", "told in a second, between the first reader and the last", perSecond(ours),
                theirs == null ? "" : perSecond(theirs), "");
        if (theirs != null) {
            assertThat(theirs.loop.complaints(theirs.readers)).isEmpty();
        }
    }

    private static String perSecond(Side side) {
        return Report.format("%.0f", side.readers.size() * 1e6 / side.firstToLast.median());
    }

    private void row(String what, long ours, long theirs, boolean target) {
        report.row("fan-out", what,
                Report.millis(ours) + (theirs < 0 ? "" : Report.format(" (%.2f ×)", (double) ours / theirs)),
                theirs < 0 ? "" : Report.millis(theirs), target ? "1.00 ×" : "");
    }
}
