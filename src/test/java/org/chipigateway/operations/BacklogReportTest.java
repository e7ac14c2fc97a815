package org.chipigateway.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;

import org.chipigateway.purchase.Backlog;
import org.chipigateway.purchase.Purchases;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

class BacklogReportTest {
    private static final Instant NOW = Purchases.NOON;
    private static final Backlog SOME = new Backlog(2, List.of("a", "b"));

    private final List<String> lines = new ArrayList<>();
    private final java.util.logging.Logger written = java.util.logging.Logger.getLogger(BacklogReport.class.getName());
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final BacklogReport report = new BacklogReport("Late things", "chipi_late", metrics);
    private final Handler reader = new Handler() {
        @Override
        public void publish(LogRecord line) {
            String text = line.getParameters() == null
                    ? line.getMessage()
                    : String.format(line.getMessage(), line.getParameters());
            // A gateway that another test has started goes on with its own reports.
            if (text.contains("Late things")) {
                lines.add(line.getLevel() + " " + text);
            }
        }

        @Override
        public void flush() {
            // Nothing is kept back.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    };

    @BeforeEach
    void read() {
        written.addHandler(reader);
    }

    @AfterEach
    void stop() {
        written.removeHandler(reader);
    }

    @Test
    void saysItOnceAndThenOnceAnHour() {
        report.tell(SOME, NOW);
        assertThat(lines).hasSize(1);
        assertThat(lines.get(0)).startsWith("WARN").contains("Late things: 2; the oldest: a, b");

        report.tell(new Backlog(3, List.of("a", "b", "c")), NOW.plusSeconds(60));
        report.tell(SOME, NOW.plus(BacklogReport.BETWEEN_LINES).minusMillis(1));
        assertThat(lines).hasSize(1);

        report.tell(SOME, NOW.plus(BacklogReport.BETWEEN_LINES));
        assertThat(lines).hasSize(2);
    }

    @Test
    void saysThatItIsOverAndSpeaksAtOnceWhenItComesBack() {
        report.tell(new Backlog(0, List.of()), NOW);
        assertThat(lines).isEmpty();

        report.tell(SOME, NOW);
        report.tell(new Backlog(0, List.of()), NOW.plusSeconds(60));
        report.tell(new Backlog(0, List.of()), NOW.plusSeconds(120));
        assertThat(lines).hasSize(2);
        assertThat(lines.get(1)).startsWith("INFO").contains("Late things: none any more");

        report.tell(SOME, NOW.plus(Duration.ofMinutes(3)));
        assertThat(lines).hasSize(3);
    }

    @Test
    void theGaugeKnowsTheNewestNumber() {
        report.tell(SOME, NOW);
        report.tell(new Backlog(7, List.of("a")), NOW);

        assertThat(metrics.get("chipi_late").gauge().value()).isEqualTo(7);
    }
}
