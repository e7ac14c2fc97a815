package org.chipigateway.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.chipigateway.purchase.EventType;
import org.chipigateway.purchase.PurchaseEvent;
import org.chipigateway.purchase.Purchases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bytes on the wire, to the letter. */
class StreamBlockTest {

    @ParameterizedTest
    @CsvSource({ "STATUS,status", "DETAIL,detail", "REFUND,refund"})
    void anEventOfTheLog(EventType type, String word) {
        // given
        PurchaseEvent event = new PurchaseEvent(4711, "h", type, false, Purchases.NOON, "{\"a\":\"ñ€😀\"}");

        // then
        is(StreamBlock.of(event), "id: 4711\nevent: " + word + "\ndata: {\"a\":\"ñ€😀\"}\n\n");
    }

    @Test
    void whatIsNoEventOfTheLogHasNoId() {
        is(StreamBlock.opening(2_000), ": open\nretry: 2000\n\n");
        is(StreamBlock.comeBack(4_321), "retry: 4321\n\n");
        is(StreamBlock.heartbeat(false), ": heartbeat\n\n");
        is(StreamBlock.heartbeat(true), ": heartbeat\nevent: heartbeat\ndata: {}\n\n");
        is(StreamBlock.reset(), "event: reset\ndata: {\"reason\":\"log\"}\n\n");
        is(StreamBlock.end(), "event: end\ndata: {\"reason\":\"settled\"}\n\n");
        is(StreamBlock.expired(), "event: reauthenticate\ndata: {\"reason\":\"expired\"}\n\n");
        is(StreamBlock.polling(), "event: reauthenticate\ndata: {\"reason\":\"polling\"}\n\n");
    }

    @Test
    void aFeedsFirstBlockHasOne() {
        is(StreamBlock.opening(2_000, 123), ": open\nretry: 2000\nid: 123\n\n");
        is(StreamBlock.opening(2_000, 0), ": open\nretry: 2000\nid: 0\n\n");
    }

    @Test
    void asOneChunkTooWithItsLengthInBytes() {
        // given
        StreamBlock event = StreamBlock
                .of(new PurchaseEvent(1, "h", EventType.STATUS, false, Purchases.NOON, "{\"a\":\"€\"}"));

        // then
        assertThat(event.chunk().toString(UTF_8))
                .isEqualTo("27\r\nid: 1\nevent: status\ndata: {\"a\":\"€\"}\n\n\r\n");
    }

    private static void is(StreamBlock block, String text) {
        assertThat(block.content().getBytes()).isEqualTo(text.getBytes(UTF_8));
    }
}
