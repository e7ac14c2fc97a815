package org.chipigateway.journey;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;

import org.chipigateway.identity.Owner;
import org.chipigateway.identity.StreamTickets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;

/** How many streams there may be, what a reader who doesn't read is worth, and what is counted of all that. */
@QuarkusTest
class StreamLimitJourneyTest extends WebhookJourney {
    private static final String FEED = "/v1/sku-purchases/events";
    /** Of one caller; the default. */
    private static final int MOST = 100;

    private final String owner = hash("owner");

    @Inject
    MeterRegistry metrics;

    @Inject
    StreamTickets tickets;

    /** Nor are there afterwards: each has left, or was completed. */
    @BeforeEach
    @AfterEach
    void thereAreNone() {
        await().atMost(PATIENCE).until(this::active, is(0));
    }

    @Test
    void oneCallerHasAHundredAndAnotherIsNotRefusedForIt() throws Exception {
        // given
        double opened = count("chipi_streams_opened", "auth", "bearer");
        double left = count("chipi_streams_closed", "reason", "reader_left");
        String ticket = tickets.issue(tickets.ticket(new Owner(simulator.issuer(), owner), null));
        List<Socket> readers = new ArrayList<>();
        try {
            for (int i = 0; i < MOST; i++) {
                readers.add(open(owner));
            }
            await().atMost(PATIENCE).until(this::active, is(MOST));

            // then
            as(owner).accept("text/event-stream").get(FEED).then().statusCode(429).header("Retry-After", "5")
                    .contentType("application/problem+json").body("code", is("TOO_MANY_STREAMS"));
            as(owner).accept("text/event-stream").contentType("application/json").body(body(hash("refused"), phone()))
                    .post("/v1/sku-purchases").then().statusCode(429).body("code", is("TOO_MANY_STREAMS"));
            // EventSource would give up for good on any other status
            given().get(FEED + "?ticket=" + ticket).then().statusCode(200).contentType("text/event-stream")
                    .body(matchesPattern("retry: [1-5]\\d\\d\\d\\n\\n"));
            assertThat(active()).isEqualTo(MOST);
            SseClient another = SseClient.get(gateway.resolve(FEED), bearer("ana"));
            assertThat(another.response().statusCode()).isEqualTo(200);
            another.close();

            // when one leaves
            readers.remove(0).close();

            // then there is room for one, by a ticket too
            await().atMost(PATIENCE).until(this::active, is(MOST - 1));
            try (SseClient freed = SseClient.get(gateway.resolve(FEED + "?ticket=" + ticket), Map.of())) {
                await().atMost(PATIENCE).until(() -> !freed.events().isEmpty());
                assertThat(active()).isEqualTo(MOST);
                as(owner).accept("text/event-stream").get(FEED).then().statusCode(429);
            }
        } finally {
            for (Socket reader : readers) {
                reader.close();
            }
        }
        thereAreNone();
        assertThat(count("chipi_streams_opened", "auth", "bearer") - opened).isEqualTo(MOST + 1);
        assertThat(count("chipi_streams_closed", "reason", "reader_left") - left).isEqualTo(MOST + 2);
    }

    @Test
    void whatIsToldIsCounted() throws Exception {
        // given
        double opened = count("chipi_streams_opened", "auth", "ticket");
        double settled = count("chipi_streams_closed", "reason", "settled");
        double replayed = metrics.get("chipi_stream_replayed_events").counter().count();
        long delivered = metrics.get("chipi_event_delivery").timer().count();
        Bought bought = bought();
        String ticket = tickets.issue(tickets.ticket(new Owner(simulator.issuer(), "ana"), bought.hash()));

        // when
        int live;
        try (SseClient reader = SseClient.get(
                gateway.resolve("/v1/sku-purchases/" + bought.hash() + "/events?ticket=" + ticket), Map.of())) {
            await().atMost(PATIENCE).until(() -> reader.events().size() >= 1);
            deliver("sku-purchase-completed-with-row", bought).then().statusCode(200);
            await().atMost(PATIENCE).until(reader::ended);
            live = reader.events().size();
        }

        // then each was either replayed or told live
        double fromTheLog = metrics.get("chipi_stream_replayed_events").counter().count() - replayed;
        long told = metrics.get("chipi_event_delivery").timer().count() - delivered;
        assertThat(fromTheLog).isPositive();
        assertThat(told).isPositive();
        assertThat(fromTheLog + told).isEqualTo(live);
        assertThat(count("chipi_streams_opened", "auth", "ticket") - opened).isEqualTo(1);
        assertThat(count("chipi_streams_closed", "reason", "settled") - settled).isEqualTo(1);
        simulator.settle(bought.hash(), "SUCCESS");
        given().get("/q/metrics").then().statusCode(200);
        assertThat(given().get("/q/metrics").asString()).contains("chipi_streams_active ",
                "chipi_streams_opened_total{auth=\"bearer\"", "chipi_streams_closed_total{reason=\"slow\"",
                "chipi_stream_replayed_events_total ", "chipi_event_delivery_seconds_count ");
    }

    @Test
    void aReaderWhoDoesNotReadIsCompletedAndNobodyElseWaitsForIt() throws Exception {
        // given somebody who reads, and two who don't
        double slow = count("chipi_streams_closed", "reason", "slow");
        Bought bought = bought();
        String path = "/v1/sku-purchases/" + bought.hash() + "/events";
        try (SseClient reads = SseClient.get(gateway.resolve(path), bearer("ana"));
                Socket ofOne = socket("ana", path);
                Socket ofAll = socket("ana", FEED)) {
            await().atMost(PATIENCE).until(this::active, is(3));

            // when there is more than the kernel takes for them, and then more than we keep
            int events = 24 + 280;
            for (int i = 0; i < events; i++) {
                deliver(detail(bought, i, i < 24 ? 200_000 : 10)).then().statusCode(200);
            }

            // then
            await().atMost(PATIENCE).until(() -> count("chipi_streams_closed", "reason", "slow") - slow, is(2.0));
            assertThat(readToTheEnd(ofOne)).doesNotContain("\"number\":" + (events - 1));
            assertThat(readToTheEnd(ofAll)).doesNotContain("\"number\":" + (events - 1));
            await().atMost(PATIENCE).until(() -> reads.events().stream()
                    .anyMatch(event -> event.data().contains("\"number\":" + (events - 1))));
            assertThat(reads.events().stream().map(event -> Long.valueOf(event.id())).toList()).isSorted()
                    .doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(events);
            assertThat(reads.ended()).isFalse();
        }
        simulator.settle(bought.hash(), "SUCCESS");
    }

    private static byte[] detail(Bought bought, int number, int length) {
        return """
                {"event":"sku-purchase.updated","data":{"transaction":{"id":"%s","type":"SKU_PURCHASE",
                "transactionHash":"%s","skuId":"sku-tl-TEL010","skuReference":"%s","skuPurchaseAmount":10,
                "number":%d,"fill":"%s","status":"PROCESSING"}}}"""
                .formatted(bought.id(), bought.hash(), bought.reference(), number, "x".repeat(length))
                .getBytes(StandardCharsets.UTF_8);
    }

    private Socket open(String user) throws IOException {
        return socket(user, FEED);
    }

    /** Takes a few kilobytes by itself; nobody reads them. */
    private Socket socket(String user, String path) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(1_024);
        socket.connect(new InetSocketAddress(gateway.getHost(), gateway.getPort()));
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                + simulator.token(user) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** Whatever was left for a reader who has come back too late. */
    private static String readToTheEnd(Socket socket) {
        StringBuilder read = new StringBuilder();
        byte[] some = new byte[64 * 1024];
        try {
            InputStream in = socket.getInputStream();
            for (int length = in.read(some); length >= 0; length = in.read(some)) {
                read.append(new String(some, 0, length, StandardCharsets.ISO_8859_1));
                if (read.substring(Math.max(0, read.length() - 7)).equals("\r\n0\r\n\r\n")) {
                    break;
                }
            }
        } catch (java.net.SocketTimeoutException kept) {
            throw new AssertionError("The connection was kept, without an end", kept);
        } catch (IOException cut) {
            // An end, too.
        }
        return read.toString();
    }

    private int active() {
        return (int) metrics.get("chipi_streams_active").gauge().value();
    }

    private double count(String name, String label, String value) {
        return metrics.get(name).tag(label, value).counter().count();
    }

    private Map<String, String> bearer(String user) {
        return Map.of("Authorization", "Bearer " + simulator.token(user));
    }
}
