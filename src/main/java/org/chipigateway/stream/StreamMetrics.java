package org.chipigateway.stream;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.StartupEvent;

/** What is counted of streams; the names are listed in the operations' handbook. */
@ApplicationScoped
class StreamMetrics {
    private final Map<StreamCredential.Kind, Counter> opened = new EnumMap<>(StreamCredential.Kind.class);
    private final Map<CloseReason, Counter> closed = new EnumMap<>(CloseReason.class);
    private final MeterRegistry metrics;
    private final Gauge active;
    private final Counter replayed;
    private final Timer delivery;

    StreamMetrics(MeterRegistry metrics, StreamLimits limits) {
        this.metrics = metrics;
        // A gauge holds what it asks weakly by default, and nobody else may hold this very reference.
        active = Gauge.builder("chipi_streams_active", limits, StreamLimits::inAll).strongReference(true)
                .register(metrics);
        for (StreamCredential.Kind kind : StreamCredential.Kind.values()) {
            opened.put(kind, metrics.counter("chipi_streams_opened", "auth", kind.word()));
        }
        for (CloseReason reason : CloseReason.values()) {
            closed.put(reason, metrics.counter("chipi_streams_closed", "reason", reason.word()));
        }
        replayed = metrics.counter("chipi_stream_replayed_events");
        delivery = Timer.builder("chipi_event_delivery").description("From an event's commit to its reader's socket")
                .serviceLevelObjectives(Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofMillis(100),
                        Duration.ofSeconds(1))
                .register(metrics);
    }

    /** Before there was any stream, too: what is missing can't be told from what is nought. */
    void onStart(@Observes StartupEvent start) {
    }

    /** Where an application is started again in the same process, the registry stays, and would go on asking the old one. */
    @PreDestroy
    void close() {
        metrics.remove(active);
    }

    void opened(StreamCredential.Kind kind) {
        opened.get(kind).increment();
    }

    void closed(CloseReason reason) {
        closed.get(reason).increment();
    }

    void replayed(int events) {
        replayed.increment(events);
    }

    Timer delivery() {
        return delivery;
    }
}
