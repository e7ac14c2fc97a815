package org.chipigateway.crash;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

import org.chipigateway.crash.Evidence.Event;
import org.chipigateway.crash.Evidence.Reading;

/**
 * One reader of one purchase, who comes back with {@code Last-Event-ID} after every cut until they are told the end, and remembers
 * all that they saw.
 */
final class EventReader {
    private static final long PAUSE_MILLIS = 150;

    private final HttpClient http;
    private final Order order;
    private final Address address;
    private final ScheduledExecutorService timer;
    private final BiConsumer<Order, String> unexpected;
    private final List<Event> events = new ArrayList<>();
    private final Tally tally;
    private volatile boolean opened;
    private boolean ended;

    /** @param unexpected is told of an answer that no promise leaves room for */
    EventReader(HttpClient http, Order order, Address address, ScheduledExecutorService timer,
            Tally tally, BiConsumer<Order, String> unexpected) {
        this.http = http;
        this.order = order;
        this.address = address;
        this.timer = timer;
        this.tally = tally;
        this.unexpected = unexpected;
    }

    /** Reads from the beginning; only where the purchase was acknowledged. */
    void read() {
        address.now().ifPresentOrElse(
                url -> connect(order.events(url, lastId()), this::reopened)
                        .whenComplete((answer, cut) -> answered(answer)),
                this::later);
    }

    /** Goes on after a POST that was answered with a stream. */
    void readOn() {
        later();
    }

    private void later() {
        if (!finished() && !timer.isShutdown()) {
            timer.schedule(this::read, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void reopened() {
        if (lastId() > 0) {
            tally.add(Tally.Count.RECONNECTS);
        }
    }

    /** Whether any connection of it was ever answered with a stream. */
    boolean opened() {
        return opened;
    }

    /** @param whenOpen runs when the answer is a stream, before its first event */
    CompletableFuture<HttpResponse<Void>> connect(HttpRequest request, Runnable whenOpen) {
        return http.sendAsync(request, answer -> {
            if (answer.statusCode() != 200) {
                return BodySubscribers.replacing(null);
            }
            answer.headers().firstValue("Link").ifPresent(link -> order.acknowledged(hashIn(link)));
            opened = true;
            whenOpen.run();
            return BodySubscribers.fromLineSubscriber(new Blocks(), done -> null, StandardCharsets.UTF_8, null);
        });
    }

    /** {@code </v1/sku-purchases/HASH/events>; rel="events"}. */
    private static String hashIn(String link) {
        return link.replaceAll("^.*/([^/]+)/events>.*$", "$1");
    }

    /** @param answer null where the connection was cut */
    private void answered(HttpResponse<Void> answer) {
        if (answer != null && answer.statusCode() == 204) {
            finish();
        } else if (answer != null && !List.of(200, 401, 503).contains(answer.statusCode())) {
            // 401: a port that another lane's gateway has taken meanwhile, or a token at its end.
            unexpected.accept(order, "a reader got " + answer.statusCode());
        }
        later();
    }

    private synchronized void finish() {
        ended = true;
    }

    synchronized boolean finished() {
        return ended;
    }

    synchronized Reading reading() {
        return new Reading(order.hash().orElse(""), List.copyOf(events), ended);
    }

    private synchronized long lastId() {
        return events.isEmpty() ? 0 : events.get(events.size() - 1).id();
    }

    private synchronized void block(String id, String name, String data) {
        if (id != null) {
            Event event = new Event(Long.parseLong(id), name, data);
            events.add(event);
            if (event.json().path("terminal").asBoolean()) {
                order.settled();
            }
        } else if ("end".equals(name)) {
            ended = true;
        }
    }

    /** Puts lines together; a block that was cut before its empty line never was. */
    private final class Blocks implements Flow.Subscriber<String> {
        private String id;
        private String name;
        private StringBuilder data = new StringBuilder();

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            if (line.isEmpty()) {
                block(id, name, data.toString());
                id = null;
                name = null;
                data = new StringBuilder();
            } else if (line.startsWith("id:")) {
                id = line.substring(3).strip();
            } else if (line.startsWith("event:")) {
                name = line.substring(6).strip();
            } else if (line.startsWith("data:")) {
                data.append(data.isEmpty() ? "" : "\n").append(line.substring(5));
            }
        }

        @Override
        public void onError(Throwable cut) {
            // The connection's end tells the same.
        }

        @Override
        public void onComplete() {
            // The connection's end tells the same.
        }
    }
}
