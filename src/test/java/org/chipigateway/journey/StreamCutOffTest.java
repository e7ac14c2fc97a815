package org.chipigateway.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.chipigateway.conformance.Block;
import org.chipigateway.conformance.Request;
import org.chipigateway.purchase.EventLog;
import org.chipigateway.purchase.PurchaseEvent;
import org.chipigateway.simulator.Settling;
import org.chipigateway.simulator.SimulatorTestResource;
import org.chipigateway.simulator.Webhooks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;

/**
 * Readers by the hundred who are cut off at random, and come back all at once with fewer workers than they are. In full size
 * (src/docs/stream-contract.md has the command) 2,000 purchases, each with a reader who is cut off 20 times.
 */
@QuarkusTest
@TestProfile(StreamCutOffTest.FewWorkers.class)
class StreamCutOffTest extends Journey {
    private static final int ALL = 10_000;
    private static final int PURCHASES = Integer.getInteger("cutoff.purchases", 100);
    private static final int CUTS = Integer.getInteger("cutoff.cuts", 5);
    private static final long SEED = Long.getLong("cutoff.seed", 20_261_123);
    /** Few enough that each may have all their streams open at once. */
    private static final int OF_ONE_OWNER = 20;
    private static final int OWNERS = Math.max(10, PURCHASES / OF_ONE_OWNER);
    /** So that some hundred come back in a second, and not all that there are. */
    private static final int LONGEST_MILLIS = Math.max(400, PURCHASES * 2);
    private static final Duration PATIENCE_WITH_ALL = Duration.ofSeconds(60 + PURCHASES * (2 + CUTS) / 50);

    public static class FewWorkers implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.thread-pool.max-threads", "8", "chipi.requests-per-minute", "1000000");
        }
    }

    @Inject
    EventLog log;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final NetClient client = vertx.createNetClient(new NetClientOptions().setConnectTimeout(30_000));
    private final Map<String, String> tokens = new ConcurrentHashMap<>();
    private final String run = hash("cutoff");

    @BeforeEach
    void settleWhenToldTo() {
        simulator.settling(Settling.never());
        simulator.webhooks().shape(Webhooks.Shape.FULL);
        simulator.webhooks().to(gateway.resolve("/webhooks/chipi"), SimulatorTestResource.WEBHOOK_SECRET);
    }

    @AfterEach
    void letGo() {
        client.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        simulator.settling(Settling.after(Duration.ofMillis(300)));
    }

    @Test
    void everyReaderEndsWithExactlyTheEventsOfTheLogInOrder() {
        // given readers of feeds, who know where they stand before the first purchase
        List<CutOffReader> feeds = IntStream.range(0, OWNERS).mapToObj(this::feed).toList();
        feeds.forEach(CutOffReader::start);
        await().atMost(PATIENCE).until(() -> feeds.stream().allMatch(feed -> feed.lastId() != null));

        // when
        List<CutOffReader> readers = IntStream.range(0, PURCHASES).mapToObj(number -> {
            buy(owner(number), purchase(number), phone()).then().statusCode(201);
            CutOffReader reader = reader(number);
            reader.start();
            return reader;
        }).toList();
        await().atMost(PATIENCE_WITH_ALL)
                .untilAsserted(() -> assertThat(readers).filteredOn(reader -> !reader.over()).isEmpty());
        List<List<PurchaseEvent>> events = IntStream.range(0, PURCHASES)
                .mapToObj(number -> log.of(purchase(number), 0, ALL).await().atMost(PATIENCE)).toList();
        List<List<PurchaseEvent>> ofOwners = IntStream.range(0, OWNERS).mapToObj(owner -> ofOwner(owner, events))
                .toList();
        await().atMost(PATIENCE_WITH_ALL).until(() -> IntStream.range(0, OWNERS)
                .allMatch(owner -> enough(feeds.get(owner), ofOwners.get(owner))));

        // then
        for (int number = 0; number < PURCHASES; number++) {
            assertSaw(readers.get(number), events.get(number), "the reader of " + purchase(number));
            assertThat(readers.get(number).cuts()).isEqualTo(CUTS);
        }
        for (int owner = 0; owner < OWNERS; owner++) {
            assertSaw(feeds.get(owner), ofOwners.get(owner), "the feed of " + owner(owner));
        }
        assertThat(readers).flatExtracting(CutOffReader::troubles).isEmpty();
        assertThat(feeds).flatExtracting(CutOffReader::troubles).isEmpty();
    }

    private CutOffReader reader(int number) {
        return reader(number, events(purchase(number)), owner(number), new CutOffReader.Cutting() {
            @Override
            public int bytes(CutOffReader reader, Random random) {
                return reader.cuts() >= CUTS ? -1 : CutOffReader.mostly(random, reader.cuts() >= CUTS - 2);
            }

            @Override
            public int millis(CutOffReader reader, Random random) {
                return reader.cuts() >= CUTS ? -1 : 1 + random.nextInt(LONGEST_MILLIS);
            }

            /** It settles so late that all cuts come before its reader can know of it, and the last of them after it. */
            @Override
            public void cut(CutOffReader reader) {
                if (reader.cuts() == CUTS - 2) {
                    simulator.settle(purchase(number), "SUCCESS");
                }
            }
        });
    }

    private CutOffReader feed(int owner) {
        return reader(PURCHASES + owner, gateway.resolve("/v1/sku-purchases/events"), owner(owner),
                new CutOffReader.Cutting() {
                    @Override
                    public int bytes(CutOffReader reader, Random random) {
                        return CutOffReader.mostly(random, false);
                    }

                    @Override
                    public int millis(CutOffReader reader, Random random) {
                        return 1 + random.nextInt(LONGEST_MILLIS);
                    }

                    @Override
                    public void cut(CutOffReader reader) {
                        // again and again
                    }
                });
    }

    private CutOffReader reader(int number, URI stream, String owner, CutOffReader.Cutting cutting) {
        return new CutOffReader(vertx, client, gateway, Request.get(stream.getPath()).as(token(owner)),
                new Random(SEED * 31 + number), LONGEST_MILLIS / 2, cutting);
    }

    private String owner(int number) {
        return run + "-owner-" + number % OWNERS;
    }

    private String purchase(int number) {
        return run + "-" + number;
    }

    private String token(String owner) {
        return tokens.computeIfAbsent(owner, simulator::token);
    }

    private List<PurchaseEvent> ofOwner(int owner, List<List<PurchaseEvent>> events) {
        return IntStream.range(0, PURCHASES).filter(number -> number % OWNERS == owner).mapToObj(events::get)
                .flatMap(List::stream).sorted(Comparator.comparing(PurchaseEvent::id)).toList();
    }

    /** The newest it should hear of is the last one; what it should not hear of has a moment to come. */
    private static boolean enough(CutOffReader feed, List<PurchaseEvent> log) {
        boolean enough = log.isEmpty()
                || Long.parseLong(feed.lastId()) >= log.get(log.size() - 1).id() && feed.cuts() >= CUTS;
        if (enough) {
            feed.stop();
        }
        return enough;
    }

    private static void assertSaw(CutOffReader reader, List<PurchaseEvent> log, String who) {
        assertThat(reader.told().stream().map(Block::id)).as(who)
                .containsExactlyElementsOf(log.stream().map(event -> Long.toString(event.id())).toList());
        assertThat(reader.told().stream().map(Block::data)).as(who)
                .containsExactlyElementsOf(log.stream().map(PurchaseEvent::data).toList());
    }

    @Test
    void servesAllWhoComeBackAtOnceAndEverybodyElse() {
        // given
        String hash = hash("storm");
        buy("ana", hash, phone()).then().statusCode(201);
        simulator.settle(hash, "SUCCESS");
        awaitStatus("ana", hash, "SUCCESS");
        HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpRequest request = HttpRequest.newBuilder(events(hash))
                .header("Authorization", "Bearer " + simulator.token("ana")).build();

        // when
        List<CompletableFuture<HttpResponse<String>>> readers = new ArrayList<>(IntStream.range(0, 64)
                .mapToObj(n -> http.sendAsync(request, HttpResponse.BodyHandlers.ofString())).toList());

        // then
        look("ana", hash).then().statusCode(200);
        await().atMost(PATIENCE).until(() -> readers.stream().allMatch(CompletableFuture::isDone));
        assertThat(readers).allSatisfy(reader -> {
            assertThat(reader.join().statusCode()).isEqualTo(200);
            assertThat(reader.join().body()).containsPattern("event: ?end");
        });
    }

    private URI events(String hash) {
        return gateway.resolve("/v1/sku-purchases/" + hash + "/events");
    }
}
