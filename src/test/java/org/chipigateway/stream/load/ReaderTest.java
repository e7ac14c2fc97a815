package org.chipigateway.stream.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A benchmark whose reader doesn't notice a lost event proves nothing. */
class ReaderTest {
    private static final Instant AT = Instant.parse("2026-05-04T10:00:00.250Z");
    private static final long READ_AT = Topic.micros(AT) + 1_500;
    private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    private final Topic topic = new Topic("/events", "Authorization: Bearer t\r\n");
    private final Deliveries deliveries = new Deliveries();
    private final Reader reader = new Reader(topic, deliveries);

    @ParameterizedTest
    @ValueSource(ints = { 1, 2, 3, 7, 50, 10_000})
    void everyEventIsReadOnceHoweverTheConnectionCutsIt(int bytesAtATime) {
        // given
        topic.published();
        topic.published();
        String opening = ": open\nretry: 2000\n\n";
        String answer = CHUNKED + chunk(opening) + chunk(event(4, 0)) + chunk(event(7, 1) + ": heartbeat\n\n")
                + chunk(event(9, 2));

        // when
        reader.begin();
        read(answer, bytesAtATime);

        // then
        assertThat(reader.status()).isEqualTo(200);
        assertThat(reader.isOpen()).isTrue();
        assertThat(reader.complaint()).isEmpty();
        assertThat(deliveries.count()).isEqualTo(2);
        assertThat(deliveries.delays().longest()).isEqualTo(1_500);
        assertThat(reader.request("here")).asString(StandardCharsets.US_ASCII).startsWith("GET /events HTTP/1.1\r\n")
                .contains("Authorization: Bearer t\r\n").endsWith("Last-Event-ID: 9\r\n\r\n");
    }

    @Test
    void anEventThatComesTwiceIsAComplaint() {
        // given
        topic.published();

        // when
        reader.begin();
        read(CHUNKED + chunk(event(7, 1)) + chunk(event(7, 1)), 100);

        // then
        assertThat(reader.complaint()).contains("1 repeated");
        assertThat(deliveries.count()).isEqualTo(1);
    }

    @Test
    void anEventThatIsLeftOutIsAComplaint() {
        // given
        topic.published();
        topic.published();

        // when
        reader.begin();
        read(CHUNKED + chunk(event(9, 2)), 100);

        // then
        assertThat(reader.complaint()).contains("1 missed");
    }

    @Test
    void whatHasNotComeYetIsAComplaint() {
        // given
        topic.published();

        // when
        reader.begin();
        read(CHUNKED + chunk(": open\n\n") + "400\r\nid: 7\nevent: status\ndata: {\"at\":", 100);

        // then
        assertThat(reader.complaint()).contains("0 of 1");
    }

    @Test
    void aCutEventComesAgainOnTheNextConnection() {
        // given
        topic.published();
        topic.published();
        reader.begin();
        String second = event(9, 2);
        read(CHUNKED + chunk(event(7, 1)) + Integer.toHexString(second.length()) + "\r\n" + second.substring(0, 20),
                10_000);

        // when
        String resumed = new String(reader.request("here"), StandardCharsets.US_ASCII);
        reader.begin();
        read(CHUNKED + chunk(second), 10_000);

        // then
        assertThat(resumed).contains("Last-Event-ID: 7\r\n");
        assertThat(reader.complaint()).isEmpty();
    }

    @Test
    void aCompletedStreamIsOverAlthoughItsConnectionIsKept() {
        // given
        reader.begin();
        read(CHUNKED + chunk(event(7, 0)), 10_000);
        boolean before = reader.isOver();

        // when
        read("0\r\n\r\n", 1);

        // then
        assertThat(before).isFalse();
        assertThat(reader.isOver()).isTrue();
    }

    @Test
    void nchansEventsAreToldApartWithinOneSecond() {
        // given
        topic.published();
        topic.published();

        // when
        reader.begin();
        read("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n: hi\n\n" + "id: 1777888999:0\ndata: "
                + data(1) + "\n\n" + "id: 1777888999:1\ndata: " + data(2) + "\n\n", 10_000);

        // then
        assertThat(reader.complaint()).isEmpty();
    }

    private void read(String answer, int bytesAtATime) {
        byte[] bytes = answer.getBytes(StandardCharsets.US_ASCII);
        for (int at = 0; at < bytes.length; at += bytesAtATime) {
            byte[] piece = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + bytesAtATime));
            reader.read(piece, piece.length, READ_AT);
        }
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    /** @param number 0: one that the benchmark didn't make */
    private static String event(long id, int number) {
        return "id: " + id + "\nevent: status\ndata: " + data(number) + "\n\n";
    }

    private static String data(int number) {
        return "{\"id\":\"tx-1\",\"at\":\"" + AT + "\",\"transaction\":{"
                + (number == 0 ? "" : "\"skuFileNumber\":\"00000" + number + "\"") + "}}";
    }
}
