package org.chipigateway.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.chipigateway.conformance.Block;
import org.chipigateway.conformance.Request;
import org.chipigateway.identity.Owner;
import org.chipigateway.purchase.ConcurrentWriters;
import org.chipigateway.purchase.EventLog;
import org.chipigateway.purchase.EventPublisher;
import org.chipigateway.purchase.PurchaseEvent;
import org.chipigateway.purchase.PurchaseStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetClient;

/**
 * Many write at once, and readers come back by every id that they were handed: none may be handed an id while an event with a
 * smaller one is still to be committed, because they would never hear of it.
 */
@QuarkusTest
class ConcurrentWritersTest extends Journey {
    private static final int ALL = 10_000;
    private static final int PURCHASES = 8;
    private static final int WRITERS = 12;
    private static final int TIMES = 10;
    private static final int READERS = 4;
    private static final int PAUSE_MILLIS = 2;
    /** Always a little behind: what they read, they read of the log. */
    private static final CutOffReader.Cutting AFTER_EVERY_ID = new After(1);
    /** Mostly told of what is published just now. */
    private static final CutOffReader.Cutting NOW_AND_THEN = new After(16);

    private record After(long ids) implements CutOffReader.Cutting {
        @Override
        public int bytes(CutOffReader reader, Random random) {
            return -1;
        }

        @Override
        public int millis(CutOffReader reader, Random random) {
            return -1;
        }

        @Override
        public void cut(CutOffReader reader) {
            // and comes back
        }

        @Override
        public boolean after(Block block) {
            return block.ofTheLog() && Long.parseLong(block.id()) % ids == 0;
        }
    }

    @Inject
    PurchaseStore store;

    @Inject
    EventLog log;

    @Inject
    EventPublisher publisher;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final NetClient client = vertx.createNetClient();
    private final List<CutOffReader> readers = new ArrayList<>();
    private final AtomicLong lastOfAll = new AtomicLong(Long.MAX_VALUE);
    private final String owner = hash("writers");
    private final List<String> hashes = IntStream.range(0, PURCHASES).mapToObj(number -> hash("written")).toList();
    private ConcurrentWriters writers;

    @BeforeEach
    void openThePurchases() {
        writers = new ConcurrentWriters(store, hashes, 0);
        writers.open(new Owner(simulator.issuer(), owner));
    }

    @AfterEach
    void letGo() {
        readers.forEach(CutOffReader::stop);
        client.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void noReaderSkipsAnEventThatWasCommittedLaterWithASmallerId() throws Exception {
        // given
        List<CutOffReader> ofPurchases = hashes.stream()
                .map(hash -> reader("/v1/sku-purchases/" + hash + "/events", AFTER_EVERY_ID)).toList();
        List<CutOffReader> ofFeeds = IntStream.range(0, READERS).mapToObj(
                number -> reader("/v1/sku-purchases/events", number % 2 == 0 ? AFTER_EVERY_ID : NOW_AND_THEN)).toList();
        Stream.concat(ofPurchases.stream(), ofFeeds.stream()).forEach(CutOffReader::start);
        await().atMost(PATIENCE).until(() -> Stream.concat(ofPurchases.stream(), ofFeeds.stream())
                .allMatch(reader -> reader.lastId() != null));

        CompletableFuture<List<Long>> ofTheLog = CompletableFuture.supplyAsync(this::readOneByOne);

        // when
        writers.write(WRITERS, TIMES);
        writers.settle();
        List<PurchaseEvent> all = all();
        long last = all.get(all.size() - 1).id();
        lastOfAll.set(last);

        // then
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(ofPurchases).allMatch(CutOffReader::over);
            assertThat(ofFeeds).allMatch(feed -> Long.parseLong(feed.lastId()) >= last);
        });
        for (int number = 0; number < PURCHASES; number++) {
            assertThat(ids(ofPurchases.get(number)))
                    .containsExactlyElementsOf(ids(log.of(hashes.get(number), 0, ALL).await().atMost(PATIENCE)));
        }
        assertThat(ofTheLog.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).containsExactlyElementsOf(ids(all));
        long first = all.get(PURCHASES).id();
        assertThat(ofFeeds).allSatisfy(feed -> assertThat(ids(feed))
                .containsExactlyElementsOf(ids(all.stream().filter(event -> event.id() >= first).toList())));
    }

    @Test
    void whatIsPublishedComesInTheOrderOfIds() throws Exception {
        // given
        List<Long> published = new CopyOnWriteArrayList<>();
        Cancellable watching = publisher.watchAll(change -> published.add(change.event().id()));

        // when
        writers.write(WRITERS, TIMES);
        writers.settle();

        // then
        watching.cancel();
        assertThat(published).isSorted().doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(WRITERS * TIMES);
    }

    /** As fast as the log answers, so that it mostly stands at the log's end. */
    private List<Long> readOneByOne() {
        List<Long> read = new ArrayList<>();
        for (long seen = 0; seen < lastOfAll.get();) {
            for (PurchaseEvent event : log.of(new Owner(simulator.issuer(), owner), seen, 1).await().atMost(PATIENCE)) {
                seen = event.id();
                read.add(seen);
            }
        }
        return read;
    }

    private CutOffReader reader(String path, CutOffReader.Cutting cutting) {
        CutOffReader reader = new CutOffReader(vertx, client, gateway, Request.get(path).as(simulator.token(owner)),
                new Random(readers.size()), PAUSE_MILLIS, cutting);
        readers.add(reader);
        return reader;
    }

    private List<PurchaseEvent> all() {
        List<PurchaseEvent> all = new ArrayList<>();
        hashes.forEach(hash -> all.addAll(log.of(hash, 0, ALL).await().atMost(PATIENCE)));
        all.sort(Comparator.comparing(PurchaseEvent::id));
        return all;
    }

    private static List<Long> ids(CutOffReader reader) {
        return reader.told().stream().map(block -> Long.valueOf(block.id())).toList();
    }

    private static List<Long> ids(List<PurchaseEvent> events) {
        return events.stream().map(PurchaseEvent::id).toList();
    }
}
