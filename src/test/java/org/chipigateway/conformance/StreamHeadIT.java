package org.chipigateway.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;

/** How a stream begins. */
class StreamHeadIT extends Conformance {
    private static final Duration AT_ONCE = Duration.ofSeconds(3);

    StreamHeadIT(Target target) {
        super(target);
    }

    @Test
    void aStreamIsAnEventStreamThatNobodyMayKeepOrHoldBack() {
        try (Answer stream = target.send(target.eventsOf(target.purchase().hash()))) {
            assertIsStream(stream.head());
        }
    }

    @Test
    void aFeedIsAnEventStreamThatNobodyMayKeepOrHoldBack() {
        try (Answer stream = target.send(target.feed())) {
            assertIsStream(stream.head());
        }
    }

    @Test
    void aPostIsAnsweredAsAStreamWithItsAddressAndThatOfItsEvents() {
        // given
        WatchedPurchase purchase = target.purchase();

        // when
        Head head = purchase.post().head();

        // then
        assertIsStream(head);
        assertThat(head.header("Location").orElse("")).startsWith("/v1/sku-purchases/");
        assertThat(head.header("Link")).contains("</v1/sku-purchases/" + purchase.hash() + "/events>; rel=\"events\"");
    }

    @Test
    void aStreamBeginsAtOnceWithACommentAndTheTimeToWaitBeforeComingBack() {
        try (Answer stream = target.send(target.eventsOf(target.purchase().hash()))) {
            Block first = stream.next(AT_ONCE).orElseThrow();
            assertThat(first.comment()).as("a comment").isNotNull();
            assertThat(first.retry()).matches("[1-9]\\d{2,4}");
            assertThat(first.id()).as("an id").isNull();
            assertThat(first.data()).as("data").isNull();
        }
    }

    @Test
    void aStreamIsNotCompressedWhateverTheReaderTakes() {
        try (Answer stream = target
                .send(target.eventsOf(target.purchase().hash()).with("Accept-Encoding", "gzip, deflate, br"))) {
            assertThat(stream.head().header("Content-Encoding")).isEmpty();
            assertThat(stream.next(AT_ONCE).orElseThrow().comment()).isNotNull();
        }
    }

    @Test
    void aStreamIsGivenToWhoeverTakesAnything() {
        try (Answer stream = target.send(target.eventsOf(target.purchase().hash()).with("Accept", "*/*"))) {
            assertIsStream(stream.head());
        }
    }

    private static void assertIsStream(Head head) {
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Type").orElse("").toLowerCase())
                .matches("text/event-stream(; ?charset=\"?utf-8\"?)?");
        assertThat(head.header("Cache-Control").orElse("")).contains("no-store", "no-transform");
        assertThat(head.header("X-Accel-Buffering")).contains("no");
        assertThat(head.header("Content-Length")).isEmpty();
    }
}
