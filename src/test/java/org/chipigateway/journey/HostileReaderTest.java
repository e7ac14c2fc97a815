package org.chipigateway.journey;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.chipigateway.conformance.Answer;
import org.chipigateway.conformance.Block;
import org.chipigateway.conformance.Connection;
import org.chipigateway.conformance.Request;
import org.chipigateway.identity.Owner;
import org.chipigateway.purchase.ConcurrentWriters;
import org.chipigateway.purchase.EventLog;
import org.chipigateway.purchase.PurchaseEvent;
import org.chipigateway.purchase.PurchaseStore;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;

/** Readers who don't keep to the manners of HTTP: they get what they can, hold up nobody else, and leave nothing behind. */
@QuarkusTest
class HostileReaderTest extends Journey {
    private static final String FEED = "/v1/sku-purchases/events";
    /** {@code GATEWAY_STREAMS_PER_CALLER}. */
    private static final int OF_ONE_CALLER = 100;
    private static final int ALL = 10_000;
    private static final int LONG_EVENT = 64 * 1024;

    @Inject
    PurchaseStore store;

    @Inject
    EventLog log;

    private final String user = hash("hostile");

    @Test
    void whoSaysTheHeadByteByByteIsServed() {
        // given
        String purchase = settled();
        try (Connection slow = Connection.to(gateway, 1_000)) {

            // when
            for (byte one : events(purchase).text(gateway).getBytes(StandardCharsets.ISO_8859_1)) {
                slow.say(new byte[]{ one});
            }

            // then, although they read byte by byte too
            assertThat(ids(Answer.on(slow).toEnd())).isEqualTo(logOf(purchase));
        }
    }

    @Test
    void headsThatNeverEndKeepNobodyOut() {
        // given
        String purchase = settled();
        List<Connection> unended = IntStream.range(0, 200).mapToObj(number -> {
            Connection connection = Connection.to(gateway);
            connection.say(events(purchase).text(gateway).substring(0, 60));
            return connection;
        }).toList();

        // when
        try (Answer stream = events(purchase).to(gateway)) {

            // then
            assertThat(ids(stream.toEnd())).isEqualTo(logOf(purchase));
        } finally {
            unended.forEach(Connection::close);
        }
    }

    @Test
    void whoNeverReadsIsGivenUpHoldsUpNobodyAndLosesNothing() throws Exception {
        // given
        String hash = hash("unread");
        ConcurrentWriters writers = new ConcurrentWriters(store, List.of(hash), LONG_EVENT);
        writers.open(new Owner(simulator.issuer(), user));
        double slowBefore = closedAs("slow");
        try (Connection deaf = Connection.to(gateway, 4_096); Answer other = feed().to(gateway)) {
            assertThat(other.next().orElseThrow().id()).isNotNull();
            deaf.say(feed().text(gateway));
            Answer told = Answer.on(deaf);
            assertThat(told.next().orElseThrow().id()).isNotNull();
            List<String> ofOther = new ArrayList<>();

            // when
            for (int times = 0; closedAs("slow") == slowBefore && times < 40; times++) {
                writers.write(2, 20);
                String last = last(hash);
                ofOther.addAll(ids(other.until(block -> last.equals(block.id()))));
            }

            // then
            assertThat(closedAs("slow")).isGreaterThan(slowBefore);
            writers.settle();
            List<String> all = logOf(hash);
            String last = last(hash);
            ofOther.addAll(ids(other.until(block -> last.equals(block.id()))));
            assertThat(ofOther).isEqualTo(all.subList(1, all.size()));

            // and what they left unread, in part lost with the connection, they are told when they come back
            List<String> ofDeaf = new ArrayList<>(ids(told.toEnd()));
            assertThat(ofDeaf.size()).isLessThan(all.size() - 1);
            try (Answer again = feed().after(ofDeaf.isEmpty() ? all.get(0) : ofDeaf.get(ofDeaf.size() - 1))
                    .to(gateway)) {
                ofDeaf.addAll(ids(again.until(block -> last.equals(block.id()))));
            }
            assertThat(ofDeaf).isEqualTo(all.subList(1, all.size()));
        }
    }

    @Test
    void whoSaysNothingMoreIsServedOrLetGo() {
        // given
        double before = active();
        try (Connection halfClosed = Connection.to(gateway)) {
            halfClosed.say(feed().text(gateway));
            Answer stream = Answer.on(halfClosed);
            assertThat(stream.status()).isEqualTo(200);

            // when
            halfClosed.sayNothingMore();
            String purchase = settled();

            // then
            List<Block> told = new ArrayList<>();
            await().atMost(PATIENCE).until(() -> stream.next().map(told::add).isEmpty()
                    || told.stream().anyMatch(block -> block.text().contains(purchase)));
        }
        awaitAtMostOpen(before);
    }

    @Test
    void whoBreaksOffLeavesNothingBehind() {
        // given
        double before = active();
        String purchase = hash("open");
        new ConcurrentWriters(store, List.of(purchase), 0).open(new Owner(simulator.issuer(), user));

        // when
        for (int number = 0; number < 150; number++) {
            Connection connection = Connection.to(gateway);
            connection.say((number % 2 == 0 ? feed() : events(purchase)).text(gateway));
            if (number % 3 == 0) {
                assertThat(Answer.on(connection).status()).isIn(200, 429);
            }
            connection.breakOff();
        }

        // then
        awaitAtMostOpen(before);
        try (Answer stream = feed().to(gateway)) {
            assertThat(stream.status()).isEqualTo(200);
        }
        new ConcurrentWriters(store, List.of(purchase), 0).settle();
    }

    @Test
    void garbageAfterTheRequestSpoilsNoStream() {
        // given
        double before = active();
        String purchase = settled();
        for (String garbage : List.of("\0\1\2 garbage\r\n\r\n", "GET\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a b\r\n: x\r\n\r\n", "x".repeat(50_000))) {
            try (Connection rude = Connection.to(gateway)) {

                // when
                rude.say(events(purchase).text(gateway) + garbage);

                // then: a whole stream, or none at all
                Answer stream = Answer.on(rude);
                if (stream.status() == 200) {
                    List<Block> told = stream.toEnd();
                    assertThat(ids(told)).as("before %.20s", garbage).isEqualTo(logOf(purchase));
                } else {
                    assertThat(stream.status()).isEqualTo(400);
                }
            }
            try (Connection rude = Connection.to(gateway)) {
                rude.say(feed().text(gateway) + garbage);
                assertThat(Answer.on(rude).status()).isIn(200, 400);
            }
        }
        awaitAtMostOpen(before);
    }

    @Test
    void headAndOptionsAreAnsweredWithoutAStream() {
        // given
        double before = active();
        String purchase = settled();
        String last = last(purchase);
        for (Request request : List.of(events(purchase), feed())) {
            for (String method : List.of("HEAD", "OPTIONS")) {
                try (Connection connection = Connection.to(gateway)) {

                    // when
                    connection.say(request.method(method).text(gateway));
                    Answer answer = method.equals("HEAD") ? Answer.toHeadOn(connection) : Answer.on(connection);

                    // then
                    assertThat(answer.status()).as("%s %s", method, request.target()).isIn(200, 204, 405);
                    assertThat(answer.text()).doesNotContain("retry");
                    connection.say(events(purchase).after(last).text(gateway));
                    assertThat(Answer.on(connection).status()).as("the next on the connection").isEqualTo(204);
                }
            }
        }
        awaitAtMostOpen(before);
    }

    @Test
    void noIdThatAReaderSendsComesBackToThem() {
        // given
        String purchase = settled();
        String evil = "1%0D%0A%0D%0Adata%3A%20evil%0D%0A%0D%0A";

        // then
        for (Request request : List.of(Request.get(events(purchase).target() + "?lastEventId=" + evil).as(token()),
                events(purchase).after("1\rdata: evil"), events(purchase).after("1\r\n data: evil"),
                events(purchase).after("-1"), events(purchase).after(""), events(purchase).after("9".repeat(10_000)),
                events(purchase).after("\u00e4\u00ff\u0001"))) {
            try (Answer answer = request.to(gateway)) {
                assertThat(answer.status()).isIn(200, 400, 431);
                if (answer.status() == 200) {
                    assertThat(ids(answer.toEnd())).endsWith(last(purchase));
                }
                assertThat(answer.text()).doesNotContain("evil");
            }
        }
    }

    @Test
    void oneCallerHasSoManyStreamsAndNoMore() {
        // given
        double before = active();
        String ticket = as(user).contentType("application/json").body("{}").post("/v1/stream-tickets").then()
                .statusCode(201).extract().path("url");
        List<Answer> open = new ArrayList<>();
        try {
            for (int number = 0; number < OF_ONE_CALLER; number++) {
                Answer stream = feed().to(gateway);
                open.add(stream);
                assertThat(stream.status()).isEqualTo(200);
            }

            // when one more comes by bearer
            try (Answer refused = feed().to(gateway)) {

                // then
                assertThat(refused.status()).isEqualTo(429);
                assertThat(refused.head().header("Retry-After").orElse("")).matches("\\d+");
                assertThat(refused.json().getString("code")).isEqualTo("TOO_MANY_STREAMS");
            }

            // when one more comes by ticket, as EventSource, which gives up for good on any status but 200
            try (Answer putOff = Request.get(ticket).to(gateway)) {

                // then
                assertThat(putOff.status()).isEqualTo(200);
                List<Block> told = putOff.toEnd();
                assertThat(putOff.complete()).isTrue();
                assertThat(told).hasSize(1);
                assertThat(told.get(0).retry()).matches("\\d{3,5}");
                assertThat(told.get(0).id()).as("an id: nothing may be skipped").isNull();
            }

            // and another caller has their own
            try (Answer others = Request.get(FEED).as(simulator.token(hash("other"))).to(gateway)) {
                assertThat(others.status()).isEqualTo(200);
            }
        } finally {
            open.forEach(Answer::close);
        }
        awaitAtMostOpen(before);
        try (Answer again = feed().to(gateway)) {
            assertThat(again.status()).isEqualTo(200);
        }
    }

    private String settled() {
        String purchase = hash("settled");
        buy(user, purchase, phone()).then().statusCode(201);
        awaitStatus(user, purchase, "SUCCESS");
        return purchase;
    }

    private String token() {
        return simulator.token(user);
    }

    private Request feed() {
        return Request.get(FEED).as(token());
    }

    private Request events(String purchase) {
        return Request.get("/v1/sku-purchases/" + purchase + "/events").as(token());
    }

    private List<String> logOf(String purchase) {
        return log.of(purchase, 0, ALL).await().atMost(PATIENCE).stream().map(PurchaseEvent::id).map(String::valueOf)
                .toList();
    }

    private String last(String purchase) {
        List<String> ids = logOf(purchase);
        return ids.get(ids.size() - 1);
    }

    private static List<String> ids(List<Block> blocks) {
        return blocks.stream().filter(Block::ofTheLog).map(Block::id).toList();
    }

    /** Others' streams may have ended meanwhile. */
    private void awaitAtMostOpen(double before) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(active()).isLessThanOrEqualTo(before));
    }

    private double active() {
        return metric("chipi_streams_active");
    }

    private double closedAs(String reason) {
        return metric("chipi_streams_closed_total{reason=\"" + reason + "\"");
    }

    private static double metric(String name) {
        return Stream.of(given().get("/q/metrics").asString().split("\n"))
                .map(Pattern.compile(Pattern.quote(name) + "[^ ]* (\\S+)")::matcher).filter(Matcher::lookingAt)
                .mapToDouble(line -> Double.parseDouble(line.group(1))).sum();
    }
}
