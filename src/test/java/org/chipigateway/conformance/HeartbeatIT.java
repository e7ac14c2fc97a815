package org.chipigateway.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;

/** Signs of life on a stream to which nothing happens. */
class HeartbeatIT extends Conformance {
    private static final Duration WITHIN = Duration.ofSeconds(15 + 5);

    HeartbeatIT(Target target) {
        super(target);
    }

    @Test
    void aStreamThatABearerOpenedHasACommentAtLeastEvery15Seconds() {
        Block heartbeat = target.quietFeeds().byBearer(block -> !block.ofTheLog() && block.retry() == null, WITHIN);
        assertThat(heartbeat.comment()).isNotNull();
        assertThat(heartbeat.id()).as("an id").isNull();
    }

    @Test
    void aStreamThatATicketOpenedHasAnEventThatScriptsSee() {
        Block heartbeat = target.quietFeeds().byTicket(block -> block.is("heartbeat"), WITHIN);
        assertThat(heartbeat.data()).as("data, without which browsers drop it").isNotNull();
        assertThat(heartbeat.id()).as("an id").isNull();
    }
}
