package org.chipigateway.chipi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.chipigateway.chipi.ChipiFixture.BEARER;
import static org.chipigateway.chipi.ChipiFixture.KEY;
import static org.chipigateway.chipi.ChipiFixture.await;
import static org.chipigateway.chipi.ChipiFixture.chipi;
import static org.chipigateway.chipi.ChipiFixture.order;
import static org.chipigateway.chipi.ChipiFixture.permit;
import static org.chipigateway.chipi.ScriptedServer.bytes;
import static org.chipigateway.chipi.ScriptedServer.cut;
import static org.chipigateway.chipi.ScriptedServer.json;
import static org.chipigateway.chipi.ScriptedServer.raw;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import org.awaitility.Awaitility;
import org.chipigateway.chipi.ChipiFailure.OutcomeUnknown;
import org.chipigateway.chipi.ChipiFailure.RateLimited;
import org.chipigateway.chipi.ChipiFailure.Refused;
import org.chipigateway.chipi.ChipiFailure.Unauthorised;
import org.chipigateway.chipi.ScriptedServer.Reaction;
import org.chipigateway.chipi.ScriptedServer.Request;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.subscription.Cancellable;

/** What the answer to an order means, on real sockets. */
@QuarkusTest
class OrderTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String ROW = "{\"id\":\"tx-1\",\"transactionHash\":\"o~1:a.b_c-d\",\"status\":\"PENDING\"}";

    private final ScriptedServer server = new ScriptedServer(request -> json(201, ROW));

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void sendsWhatChipiWants() {
        // when
        Transaction transaction = await(
                chipi(server.url() + "/").submit(order("o~1:a.b_c-d"), BEARER, () -> true, permit()));

        // then
        assertThat(transaction.id()).isEqualTo("tx-1");
        assertThat(server.requests()).hasSize(1);
        Request request = server.requests().get(0);
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.target()).isEqualTo("/v1/sku-purchases?__chipi_api_version=2025-12-30");
        assertThat(request.headers())
                .containsEntry("x-api-key", KEY)
                .containsEntry("authorization", "Bearer " + BEARER)
                .containsEntry("content-type", "application/json")
                .containsEntry("accept", "application/json");
        assertThat(request.body()).isEqualTo("{\"transactionHash\":\"o~1:a.b_c-d\",\"skuId\":\"sku-tl-TEL010\","
                + "\"skuReference\":\"5512345678\",\"currencyAmount\":10,\"chain\":\"STARKNET\",\"token\":\"USDC\","
                + "\"walletAddress\":\"0x0\",\"orgMarkup\":0}");
    }

    @ParameterizedTest
    @ValueSource(ints = { 400, 402, 403, 404, 422})
    void isRefusedByChipisOwnJsonOnly(int status) {
        // given
        server.script(request -> json(status, "{\"message\":[\"no\",\"credits\"],\"code\":\"NO_CREDITS\"}"));

        // when
        Refused refused = failure(Refused.class);

        // then
        assertThat(refused.status()).isEqualTo(status);
        assertThat(refused.code()).isEqualTo("NO_CREDITS");
        assertThat(refused).hasMessage("no; credits");
    }

    @ParameterizedTest
    @ValueSource(strings = { "{}", "[]", "\"no\"", "{\"message\":7}", "{\"message\":[]}", "{\"message\":[1]}", "",
        "<html>no</html>", "{\"message\":\"no\"", "{\"message\":\"no\"}x"})
    void isOfUnknownOutcomeWhereARefusalIsNotChipisJson(String body) {
        server.script(request -> json(400, body));

        failure(OutcomeUnknown.class);
    }

    @ParameterizedTest
    @ValueSource(ints = { 301, 302, 307, 308, 405, 408, 409, 410, 413, 425, 500, 502, 503, 504})
    void isOfUnknownOutcomeOnAnyOtherStatus(int status) {
        // given
        server.script(request -> json(status, "{\"message\":\"no\"}", "Location: " + server.url() + "/elsewhere"));

        // when
        failure(OutcomeUnknown.class);

        // then
        assertThat(server.requests()).as("nothing is followed or repeated").hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "{}", "{\"id\":7}", "{\"id\":\" \"}", "[{\"id\":\"tx-1\"}]", "<html>ok</html>",
        "{\"id\":\"tx-1\""})
    void isOfUnknownOutcomeWhereTheRowCannotBeRead(String body) {
        server.script(request -> json(201, body));

        failure(OutcomeUnknown.class);
    }

    @Test
    void isOfUnknownOutcomeWhereNothingCanFollowTheJson() {
        server.script(request -> json(201, "[".repeat(100_000)));

        failure(OutcomeUnknown.class);
    }

    @ParameterizedTest
    @ValueSource(strings = { "{\"message\":\"who are you?\"}", "<html>401</html>", ""})
    void isUnauthorisedWhateverTheBody(String body) {
        server.script(request -> raw(401, "text/html", body));

        failure(Unauthorised.class);
    }

    @ParameterizedTest
    @CsvSource({ "7,7", "0,1", "-5,60", "999999999999,600", "soon,60", ",60", "'Fri, 20 Nov 2026 10:00:30 GMT',30",
        "'Fri, 20 Nov 2026 09:00:00 GMT',1"})
    void isRateLimitedForAsLongAsChipiSays(String header, long seconds) {
        // given
        server.script(request -> header == null
                ? raw(429, "text/html", "slow down")
                : raw(429, "text/html", "slow down", "Retry-After: " + header));

        // then
        assertThat(failure(RateLimited.class).pause()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void isOfUnknownOutcomeWhereTheConnectionIsCutAfterTheRequest() {
        server.script(request -> cut());

        failure(OutcomeUnknown.class);

        assertThat(server.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = { "HTTP/1.1 201 Created\r\nContent-Length: 500\r\n\r\n{\"id\":\"tx-1\"}",
        "HTTP/1.1 201 Cre", "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"id\"\r\n",
        "SSH-2.0-OpenSSH_9.6\r\n\r\n", "HTTP/1.1 99999 X\r\n\r\n"})
    void isOfUnknownOutcomeOnHalfAnAnswer(String half) {
        server.script(request -> bytes(half, false));

        failure(OutcomeUnknown.class);
    }

    @Test
    void isOfUnknownOutcomeWhereNoAnswerComesInTime() {
        server.script(request -> server.silence());

        failure(OutcomeUnknown.class, chipi(server.url(), Duration.ofMillis(300)));
    }

    @Test
    void isOfUnknownOutcomeWhereTheAnswerStallsAfterItsHead() {
        // given
        Reaction stall = out -> {
            bytes("HTTP/1.1 201 Created\r\nContent-Length: 500\r\n\r\n{\"id\":", true).run(out);
            return server.silence().run(out);
        };
        server.script(request -> stall);

        // then
        failure(OutcomeUnknown.class, chipi(server.url(), Duration.ofMillis(300)));
    }

    @Test
    void isOfUnknownOutcomeWhereTheAnswerNeverEnds() {
        // given
        Reaction flood = out -> {
            bytes("HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n", true).run(out);
            String chunk = "10000\r\n" + " ".repeat(0x10000) + "\r\n";
            while (true) {
                bytes(chunk, true).run(out);
            }
        };
        server.script(request -> flood);

        // when
        OutcomeUnknown unknown = failure(OutcomeUnknown.class);

        // then
        assertThat(unknown).hasStackTraceContaining("too large");
    }

    @Test
    void neverShowsASecretThatChipiQuotes() {
        // given
        server.script(request -> json(400,
                "{\"message\":\"bad token " + BEARER + " for\\n" + KEY + " " + "x".repeat(5000) + "\",\"code\":\"" + KEY
                        + "\"}"));

        // when
        Refused refused = failure(Refused.class);

        // then
        assertThat(refused.getMessage()).startsWith("bad token *** for *** xxx").hasSizeLessThanOrEqualTo(1000);
        assertThat(refused.code()).isEqualTo("***");
    }

    @Test
    void isNotCutByACallerWhoGoesAway() {
        // given
        CountDownLatch gone = new CountDownLatch(1);
        server.script(request -> out -> {
            gone.await();
            return json(201, ROW).run(out);
        });
        CompletableFuture<Optional<Throwable>> ended = new CompletableFuture<>();
        Cancellable call = chipi(server.url()).submit(order("o-1"), BEARER, () -> true, telling(ended)).subscribe()
                .with(row -> {
                });
        Awaitility.await().atMost(PATIENCE).until(() -> server.requests().size() == 1);

        // when
        call.cancel();
        gone.countDown();

        // then
        assertThat(ended).succeedsWithin(PATIENCE).as("the failure").isEqualTo(Optional.empty());
        assertThat(server.open()).as("a connection that wasn't cut").isEqualTo(1);
    }

    private static RequestPermit telling(CompletableFuture<Optional<Throwable>> ended) {
        return new RequestPermit() {
            @Override
            public void giveBack() {
                end(new AssertionError("nothing was sent"));
            }

            @Override
            public void end(Throwable failure) {
                ended.complete(Optional.ofNullable(failure));
            }
        };
    }

    @Test
    void refusesABearerThatNoHeaderCarries() {
        // when
        Unauthorised refused = catchThrowableOfType(Unauthorised.class,
                () -> await(chipi(server.url()).submit(order("o-1"), "a\r\nx: y", () -> true, permit())));

        // then
        assertThat(refused).isNotNull();
        assertThat(server.connections()).isZero();
    }

    private <T extends ChipiFailure> T failure(Class<T> type) {
        return failure(type, chipi(server.url()));
    }

    private <T extends ChipiFailure> T failure(Class<T> type, Chipi chipi) {
        T failure = catchThrowableOfType(type, () -> await(chipi.submit(order("o-1"), BEARER, () -> true, permit())));
        assertThat(failure).isNotNull();
        return failure;
    }
}
