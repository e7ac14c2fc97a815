package org.chipigateway.crash;

import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.chipigateway.crash.Tally.Count;
import org.chipigateway.crash.Violation.Kind;

/**
 * The clients of one lane. They buy, repeat themselves, two at a time, watch, and, but for those who give up, come back with the
 * same key after each POST that got no answer.
 */
final class Load implements AutoCloseable {
    private static final int MOST_OPEN = 40;
    private static final List<Integer> REFUSALS = List.of(400, 402, 403, 422);
    /** No answer to rely on: the token had ended, Chipi didn't accept it, the store or the keys were away. */
    private static final Set<Integer> REPEAT = Set.of(401, 502, 503);

    private final Address address;
    private final Tally tally;
    private final Random random;
    private final Orders orders;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5)).build();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "crash-load");
        thread.setDaemon(true);
        return thread;
    });
    private final Queue<Order> owed = new ConcurrentLinkedQueue<>();
    private final Queue<EventReader> readers = new ConcurrentLinkedQueue<>();
    private final Queue<Violation> unexpected = new ConcurrentLinkedQueue<>();
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile CountDownLatch nextPost = new CountDownLatch(1);
    private volatile Duration pause = Duration.ofMillis(100);
    private volatile boolean finishing;

    Load(Orders orders, Address address, Tally tally, Random random) {
        this.orders = orders;
        this.address = address;
        this.tally = tally;
        this.random = random;
    }

    void begin() {
        timer.execute(this::step);
    }

    void pause(Duration mean) {
        pause = mean;
    }

    /** From now on nothing new is bought. */
    void finish() {
        finishing = true;
        pause = Duration.ofMillis(50);
    }

    /** Whether every client who comes back has had their answer, and every reader has seen the end. */
    boolean finished() {
        return finishing && owed.isEmpty() && underWay.get() == 0 && readers.stream().allMatch(EventReader::finished);
    }

    int underWay() {
        return underWay.get();
    }

    /** @return whether a POST was made in this time */
    boolean awaitPost(Duration within) {
        CountDownLatch post = new CountDownLatch(1);
        nextPost = post;
        try {
            return post.await(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    List<EventReader> readers() {
        return List.copyOf(readers);
    }

    List<Violation> unexpected() {
        return List.copyOf(unexpected);
    }

    private void step() {
        try {
            address.now().ifPresent(this::act);
        } catch (RuntimeException e) {
            unexpected.add(new Violation(Kind.UNEXPECTED_ANSWER, "none", "a client failed: " + e));
        } finally {
            long exponential = Math.round(-Math.log(1 - random.nextDouble()) * pause.toMillis());
            timer.schedule(this::step, Math.min(5_000, exponential), TimeUnit.MILLISECONDS);
        }
    }

    private void act(String url) {
        Order again = random.nextInt(10) < 7 ? owed.poll() : null;
        if (again != null) {
            post(again, url);
        } else if (!finishing && orders.open() < MOST_OPEN && random.nextBoolean()) {
            buy(url);
        } else {
            orders.any(random).ifPresent(order -> comeBack(order, url));
        }
    }

    private void buy(String url) {
        Order order = orders.next(random);
        tally.add(Count.ORDERS);
        post(order, url);
        if (random.nextInt(100) < 15) {
            post(order, url);
        }
    }

    private void comeBack(Order order, String url) {
        if (finishing) {
            look(order, url);
        } else if (random.nextBoolean()) {
            post(order, url);
        } else if (random.nextInt(4) == 0) {
            read(order);
        } else {
            look(order, url);
        }
    }

    private void post(Order order, String url) {
        tally.add(Count.POSTS);
        underWay.incrementAndGet();
        nextPost.countDown();
        if (random.nextInt(3) == 0) {
            EventReader reader = reader(order);
            reader.connect(order.post(url, "text/event-stream", null), () -> opened(reader))
                    .whenComplete((answer, cut) -> noting(order,
                            () -> posted(order, answer == null ? 0 : answer.statusCode(), reader)));
            return;
        }
        Duration wait = random.nextInt(4) == 0 ? null : Duration.ofSeconds(random.nextInt(4));
        http.sendAsync(order.post(url, "application/json", wait), BodyHandlers.ofString())
                .whenComplete((answer, cut) -> noting(order, () -> posted(order, answer)));
    }

    private void opened(EventReader reader) {
        underWay.decrementAndGet();
        readers.add(reader);
    }

    /** @param status 0 where the connection was cut, which may have been in the middle of the stream */
    private void posted(Order order, int status, EventReader reader) {
        if (reader.opened()) {
            reader.readOn();
            return;
        }
        underWay.decrementAndGet();
        if (status == 0 || REPEAT.contains(status)) {
            notAnswered(order);
        } else {
            unexpected(order, "a POST for a stream got " + status);
        }
    }

    private void posted(Order order, HttpResponse<String> answer) {
        underWay.decrementAndGet();
        int status = answer == null ? 0 : answer.statusCode();
        if (status >= 200 && status <= 202) {
            boolean first = !order.isAcknowledged();
            order.acknowledged(Evidence.read(answer.body()).path("transactionHash").asText());
            order.shown(Evidence.read(answer.body()));
            if (first && random.nextInt(10) < 6) {
                read(order);
            }
        } else if (status == 0 || REPEAT.contains(status)) {
            notAnswered(order);
        } else if (order.isRefused() && REFUSALS.contains(status)) {
            order.settled();
        } else {
            unexpected(order, "a POST got " + status + " " + answer.body());
        }
    }

    private void notAnswered(Order order) {
        tally.add(Count.POSTS_CUT);
        if (!order.isAbandoned() && !order.isSettled()) {
            owed.add(order);
        }
    }

    private void look(Order order, String url) {
        http.sendAsync(order.get(url), BodyHandlers.ofString())
                .whenComplete((answer, cut) -> noting(order, () -> seen(order, answer)));
    }

    private void seen(Order order, HttpResponse<String> answer) {
        if (answer != null && answer.statusCode() == 200) {
            order.shown(Evidence.read(answer.body()));
        } else if (answer != null && !REPEAT.contains(answer.statusCode())) {
            unexpected(order, "a GET got " + answer.statusCode() + " " + answer.body());
        }
    }

    /** What a reaction throws would be lost in its future. */
    private void noting(Order order, Runnable reaction) {
        try {
            reaction.run();
        } catch (RuntimeException e) {
            unexpected(order, "not understood: " + e);
        }
    }

    private void read(Order order) {
        EventReader reader = reader(order);
        readers.add(reader);
        reader.read();
    }

    private EventReader reader(Order order) {
        return new EventReader(http, order, address, timer, tally, this::unexpected);
    }

    private void unexpected(Order order, String what) {
        unexpected.add(new Violation(Kind.UNEXPECTED_ANSWER, order.toString(), what));
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
