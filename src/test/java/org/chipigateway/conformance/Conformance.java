package org.chipigateway.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

import io.vertx.core.json.JsonObject;

/** What the checks share. Each is a sentence about any running gateway. */
@Tag("outside")
@DisplayNameGeneration(Sentences.class)
@ExtendWith({ GatewayUnderTest.class, Report.class})
abstract class Conformance {
    final Target target;

    Conformance(Target target) {
        this.target = target;
    }

    /** The blocks of a stream that comes to its end by itself. */
    List<Block> read(Request request) {
        try (Answer answer = target.send(request)) {
            assertThat(answer.status()).as("%s", request.target()).isEqualTo(200);
            List<Block> blocks = answer.toEnd();
            assertThat(answer.complete()).as("completed, not cut off").isTrue();
            return blocks;
        }
    }

    static List<Block> events(List<Block> blocks) {
        return blocks.stream().filter(Block::ofTheLog).toList();
    }

    static List<String> ids(List<Block> blocks) {
        return events(blocks).stream().map(Block::id).toList();
    }

    /** Refused with this status before any stream began, in the one form that all errors have. */
    JsonObject refused(Request request, int... statuses) {
        try (Answer answer = target.send(request)) {
            assertThat(answer.status()).as("%s %s", request.method(), request.target().replaceAll("\\?.*", ""))
                    .isIn(Arrays.stream(statuses).boxed().toList());
            assertThat(answer.head().header("Content-Type").orElse("")).startsWith("application/problem+json");
            JsonObject problem = answer.json();
            assertThat(problem.fieldNames()).contains("type", "title", "status", "detail", "instance", "message",
                    "code");
            assertThat(problem.getInteger("status")).isEqualTo(answer.status());
            return problem;
        }
    }

    void assertNoContent(Request request) {
        try (Answer answer = target.send(request)) {
            assertThat(answer.status()).as("%s after everything was seen", request.target()).isEqualTo(204);
            assertThat(answer.text()).isEmpty();
        }
    }
}
