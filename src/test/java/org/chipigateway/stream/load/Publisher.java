package org.chipigateway.stream.load;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** Makes events at an even pace, those of one topic one after the other. */
abstract class Publisher implements AutoCloseable {
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "publisher");
        thread.setDaemon(true);
        return thread;
    });

    HttpClient http() {
        return http;
    }

    /** Sends the topic's next event, whose number is {@code topic.next()}; the item comes when it is taken. */
    abstract CompletableFuture<HttpResponse<String>> send(Topic topic);

    /** Returns once it is taken. */
    void publish(Topic topic) {
        send(topic).thenAccept(answer -> taken(topic, answer)).join();
    }

    /** One event of each, some of them at the same time; returns once all are taken. */
    void publish(List<Topic> topics, int atOnce) {
        AtomicInteger next = new AtomicInteger();
        CompletableFuture.allOf(Stream.generate(() -> publishNext(topics, next)).limit(atOnce)
                .toArray(CompletableFuture[]::new)).join();
    }

    private CompletableFuture<Void> publishNext(List<Topic> topics, AtomicInteger next) {
        int index = next.getAndIncrement();
        if (index >= topics.size()) {
            return CompletableFuture.completedFuture(null);
        }
        Topic topic = topics.get(index);
        return send(topic).thenAccept(answer -> taken(topic, answer))
                .thenCompose(done -> publishNext(topics, next));
    }

    /**
     * In turn one event of each; returns after this time, when all are taken. A topic whose last event isn't taken yet is passed
     * over.
     *
     * @return how many there were
     */
    int publish(List<Topic> topics, int perSecond, Duration time) {
        AtomicInteger turn = new AtomicInteger();
        AtomicInteger sent = new AtomicInteger();
        AtomicInteger underWay = new AtomicInteger();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Set<Topic> busy = ConcurrentHashMap.newKeySet();
        ScheduledFuture<?> pace = timer.scheduleAtFixedRate(() -> {
            Topic topic = topics.get(turn.getAndIncrement() % topics.size());
            if (!busy.add(topic)) {
                return;
            }
            underWay.incrementAndGet();
            sent.incrementAndGet();
            send(topic).thenAccept(answer -> taken(topic, answer)).whenComplete((done, failed) -> {
                busy.remove(topic);
                underWay.decrementAndGet();
                failure.compareAndSet(null, failed);
            });
        }, 0, 1_000_000_000 / perSecond, TimeUnit.NANOSECONDS);
        Pause.of(time);
        pace.cancel(false);
        Pause.until("every event is taken", () -> underWay.get() == 0);
        if (failure.get() != null) {
            throw new IllegalStateException("An event was not taken", failure.get());
        }
        return sent.get();
    }

    private static void taken(Topic topic, HttpResponse<String> answer) {
        if (answer.statusCode() / 100 != 2) {
            throw new IllegalStateException("An event was answered " + answer.statusCode() + " " + answer.body());
        }
        topic.published();
    }

    CompletableFuture<HttpResponse<String>> post(HttpRequest.Builder request, String body) {
        return http.sendAsync(request.timeout(Duration.ofSeconds(60))
                .POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
