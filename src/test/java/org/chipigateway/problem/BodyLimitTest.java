package org.chipigateway.problem;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class BodyLimitTest {

    private static final String HERE = "/v1/test-trouble";

    @Test
    void whoGoesOnSendingIsCutOff() {
        assertThatThrownBy(() -> RawAnswer.of(head("/bodies") + "Content-Length: 99999999\r\n\r\n", out -> {
            for (long sent = 0; sent < 99_000_000; sent += 100_000) {
                out.write(new byte[100_000]);
            }
        })).isInstanceOf(IOException.class);
    }

    @Test
    void aBodyOfTheLimitPasses() {
        for (String path : List.of("/bodies", "/blocking-bodies")) {
            given().contentType("application/json").body(ofSize(BodyLimit.BYTES)).post(HERE + path).then()
                    .statusCode(200).body(equalTo("\"" + (BodyLimit.BYTES - 11) + "\""));
        }
    }

    @Test
    void oneByteMoreDoesNot() {
        for (String path : List.of("/bodies", "/blocking-bodies", "/raw", "/guarded", "/nowhere")) {
            ProblemTest.problem(given().contentType("application/json").body(ofSize(BodyLimit.BYTES + 1))
                    .post(HERE + path), 413, "BODY_TOO_LARGE");
        }
    }

    @Test
    void twoMegabytesAreAnsweredThoughTheCallerWritesBeforeReading() throws IOException {
        // when
        RawAnswer answer = RawAnswer.of(head("/bodies") + "Content-Length: 2000000\r\n\r\n",
                out -> out.write(new byte[2_000_000]));

        // then
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.body()).contains("BODY_TOO_LARGE");
    }

    @ParameterizedTest
    @ValueSource(strings = { "999999999", "9999999999", "999999999999999999"})
    void anAnnouncedLengthIsRefusedUnread(String length) throws IOException {
        // when
        RawAnswer answer = RawAnswer.of(head("/bodies") + "Content-Length: " + length + "\r\n\r\n");

        // then
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.body()).contains("BODY_TOO_LARGE");
    }

    @ParameterizedTest
    @ValueSource(strings = { "/bodies", "/blocking-bodies", "/raw"})
    void aBodyOfUnknownLengthIsCounted(String path) throws IOException {
        // when
        RawAnswer answer = RawAnswer.of(head(path) + "Transfer-Encoding: chunked\r\n\r\n", out -> {
            chunk(out, "{\"text\":\"");
            for (int sent = 0; sent <= BodyLimit.BYTES; sent += 8192) {
                chunk(out, "x".repeat(8192));
            }
        });

        // then
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.body()).contains("BODY_TOO_LARGE");
    }

    @ParameterizedTest
    @ValueSource(strings = { "/bodies", "/blocking-bodies"})
    void aShortBodyOfUnknownLengthPasses(String path) throws IOException {
        // when
        RawAnswer answer = RawAnswer.of(head(path) + "Transfer-Encoding: chunked\r\n\r\n", out -> {
            chunk(out, "{\"text\":");
            chunk(out, "\"abc\"}");
            out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        });

        // then
        assertThat(answer.status()).isEqualTo(200);
    }

    private static String head(String path) {
        return "POST " + HERE + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    }

    private static void chunk(OutputStream out, String data) throws IOException {
        out.write((Integer.toHexString(data.length()) + "\r\n" + data + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static String ofSize(int bytes) {
        return "{\"text\":\"" + "x".repeat(bytes - 11) + "\"}";
    }
}
