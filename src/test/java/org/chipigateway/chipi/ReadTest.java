package org.chipigateway.chipi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.chipigateway.chipi.ChipiFixture.BEARER;
import static org.chipigateway.chipi.ChipiFixture.KEY;
import static org.chipigateway.chipi.ChipiFixture.await;
import static org.chipigateway.chipi.ChipiFixture.chipi;
import static org.chipigateway.chipi.ChipiFixture.mutePort;
import static org.chipigateway.chipi.ChipiFixture.permit;
import static org.chipigateway.chipi.ScriptedServer.bytes;
import static org.chipigateway.chipi.ScriptedServer.cut;
import static org.chipigateway.chipi.ScriptedServer.json;
import static org.chipigateway.chipi.ScriptedServer.raw;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;

import org.chipigateway.chipi.ChipiFailure.RateLimited;
import org.chipigateway.chipi.ChipiFailure.Refused;
import org.chipigateway.chipi.ChipiFailure.Unauthorised;
import org.chipigateway.chipi.ChipiFailure.Unreachable;
import org.chipigateway.chipi.ChipiFailure.UnreadableAnswer;
import org.chipigateway.chipi.ScriptedServer.Request;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkus.test.junit.QuarkusTest;

/** Reads, on real sockets. */
@QuarkusTest
class ReadTest {

    private static final String HASH = "Order~1:a.b_c-d";
    private static final String ROW = "{\"id\":\"tx-1\",\"transactionHash\":\"" + HASH + "\",\"status\":\"completed\","
            + "\"skuPurchaseAmount\":50.50,\"new\":{\"n\":12345678901234567890.10,\"list\":[1.0,null,true]}}";

    private final ScriptedServer server = new ScriptedServer(request -> json(200, ROW));
    private final Account where = new Account(server.url(), KEY);

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void asksByHashAsItIs() {
        // when
        Transaction transaction = await(chipi(server.url()).transaction(HASH, BEARER, where, permit()));

        // then
        Request request = server.requests().get(0);
        assertThat(request.method()).isEqualTo("GET");
        assertThat(request.target()).isEqualTo("/v1/transactions/" + HASH + "?__chipi_api_version=2025-12-30");
        assertThat(request.headers())
                .containsEntry("x-api-key", KEY)
                .containsEntry("authorization", "Bearer " + BEARER)
                .containsEntry("accept", "application/json");
        assertThat(transaction.status()).isEqualTo(Status.SUCCESS);
        assertThat(transaction.row().toString()).as("handed on as it came").isEqualTo(ROW);
    }

    @Test
    void asksByChipisId() {
        await(chipi(server.url()).purchase("sku-tx-1", BEARER, where, permit()));

        assertThat(server.requests().get(0).target())
                .isEqualTo("/v1/sku-purchases/sku-tx-1?__chipi_api_version=2025-12-30");
    }

    @ParameterizedTest
    @CsvSource({ "a/b,a%2Fb", "a?b=c,a%3Fb=c", "a%2Fb,a%252Fb", "a b,a%20b", "../skus,..%2Fskus", "a#b,a%23b"})
    void keepsAnIdWithinItsSegment(String id, String segment) {
        await(chipi(server.url()).purchase(id, BEARER, where, permit()));

        assertThat(server.requests().get(0).target())
                .isEqualTo("/v1/sku-purchases/" + segment + "?__chipi_api_version=2025-12-30");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", " ", ".", ".."})
    void asksNothingByAnIdThatNoPathCarries(String id) {
        failure(UnreadableAnswer.class, chipi(server.url()), id);

        assertThat(server.connections()).isZero();
    }

    @Test
    void passesOnWhatIsAskedOfTheCatalogueAndNoMore() {
        // given
        server.script(request -> json(200, "{\"data\":[{\"id\":\"sku-1\"}],\"total\":1,\"odd\":0.10}"));
        Chipi chipi = chipi(server.url());

        // when
        ObjectNode page = await(
                chipi.skus(new SkuQuery(2, 50, 0, "TET", "LUZ", "BILLS", "Tel cel&ñ", "es"), BEARER, permit()));
        await(chipi.skus(new SkuQuery(null, null, null, null, null, null, null, null), BEARER, permit()));

        // then
        assertThat(page.toString()).isEqualTo("{\"data\":[{\"id\":\"sku-1\"}],\"total\":1,\"odd\":0.10}");
        assertThat(server.requests().get(0).target().split("[?&]")).containsExactlyInAnyOrder("/v1/skus", "page=2",
                "limit=50", "offset=0", "provider=TET", "category=LUZ", "chipiCategory=BILLS",
                "carrierName=Tel+cel%26%C3%B1", "locale=es", "__chipi_api_version=2025-12-30");
        assertThat(server.requests().get(1).target()).isEqualTo("/v1/skus?__chipi_api_version=2025-12-30");
    }

    @Test
    void readsASku() {
        server.script(request -> json(200, "{\"id\":\"sku-1\",\"fixedAmount\":50.0,\"category\":\"NEW\"}"));

        Sku sku = await(chipi(server.url()).sku("sku-1", BEARER, permit()));

        assertThat(sku.fixedAmount()).isEqualByComparingTo("50");
        assertThat(server.requests().get(0).target()).isEqualTo("/v1/skus/sku-1?__chipi_api_version=2025-12-30");
    }

    @ParameterizedTest
    @ValueSource(ints = { 400, 402, 403, 404, 405, 409, 410, 422})
    void isRefusedByChipisJson(int status) {
        server.script(request -> json(status, "{\"message\":\"not found\",\"statusCode\":404}"));

        Refused refused = failure(Refused.class);

        assertThat(refused.status()).isEqualTo(status);
        assertThat(refused.code()).isNull();
        assertThat(refused).hasMessage("not found");
    }

    @ParameterizedTest
    @CsvSource({ "200,<html>hi</html>", "200,''", "200,[]", "200,{}", "200,'{\"id\":1}'", "200,'{\"id\":\"tx-1\"'",
        "404,<html>no</html>", "404,{}", "302,'{\"message\":\"gone\"}'", "307,''"})
    void isUnreadableWhereItIsNotChipisJson(int status, String body) {
        server.script(request -> raw(status, "text/html", body, "Location: " + server.url()));

        failure(UnreadableAnswer.class);

        assertThat(server.requests()).as("no redirect is followed").hasSize(1);
    }

    @Test
    void isUnreadableWhereAPageOfTheCatalogueHasNoData() {
        server.script(request -> json(200, "{\"id\":\"x\"}"));

        assertThat(catchThrowableOfType(UnreadableAnswer.class, () -> await(chipi(server.url())
                .skus(new SkuQuery(null, null, null, null, null, null, null, null), BEARER, permit())))).isNotNull();
    }

    @Test
    void isUnreadableWhereTheAnswerIsTooLarge() {
        server.script(request -> json(200, "{\"id\":\"" + "x".repeat(5 << 20) + "\"}"));

        failure(UnreadableAnswer.class);
    }

    @Test
    void saysWhoIsToBlame() {
        server.script(request -> raw(401, "text/html", "<html>"));
        failure(Unauthorised.class);

        server.script(request -> raw(429, "text/html", "<html>", "Retry-After: 9"));
        assertThat(failure(RateLimited.class).pause()).isEqualTo(Duration.ofSeconds(9));
    }

    @ParameterizedTest
    @ValueSource(ints = { 500, 502, 503, 504, 599})
    void isUnreachableWhereChipiFails(int status) {
        server.script(request -> json(status, "{\"message\":\"oops\"}"));

        failure(Unreachable.class);
    }

    @Test
    void isUnreachableWhereTheConnectionFails() throws IOException {
        server.script(request -> cut());
        failure(Unreachable.class);

        server.script(request -> bytes("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{", false));
        failure(Unreachable.class);

        try (Socket mute = mutePort()) {
            Account nowhere = new Account("http://localhost:" + mute.getLocalPort(), KEY);
            assertThat(catchThrowableOfType(Unreachable.class,
                    () -> await(chipi(nowhere.baseUrl()).transaction(HASH, BEARER, nowhere, permit())))).isNotNull();
        }
    }

    @Test
    void isUnreachableWhereNoWholeAnswerComesInTime() {
        server.script(request -> server.silence());
        failure(Unreachable.class, chipi(server.url(), Duration.ofMillis(200)), HASH);

        server.script(request -> out -> {
            bytes("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{", true).run(out);
            return server.silence().run(out);
        });
        failure(Unreachable.class, chipi(server.url(), Duration.ofMillis(200)), HASH);
    }

    @Test
    void asksWhereAPurchaseWasMadeAndAsWhom() {
        // given
        Account earlier = new Account(server.url(), "pk_prod_0123456789abcdef0123456789abcdef");
        Chipi chipi = chipi("http://localhost:1/v1");

        // when
        await(chipi.transaction(HASH, BEARER, earlier, permit()));
        await(chipi.purchase("sku-tx-1", BEARER, earlier, permit()));

        // then
        assertThat(server.requests()).hasSize(2).allSatisfy(
                request -> assertThat(request.headers()).containsEntry("x-api-key", earlier.apiKey()));
    }

    @Test
    void knowsABoundedNumberOfEarlierPlaces() {
        // given
        Chipi chipi = chipi("http://localhost:1/v1");

        // when
        for (int place = 0; place < 8; place++) {
            await(chipi.transaction(HASH, BEARER, new Account(server.url() + "/" + place, KEY), permit()));
        }

        // then
        assertThat(catchThrowableOfType(ChipiFailure.class,
                () -> await(chipi.transaction(HASH, BEARER, new Account(server.url() + "/9", KEY), permit()))))
                .isNotNull();
        await(chipi.transaction(HASH, BEARER, new Account(server.url() + "/1", KEY), permit()));
        assertThat(server.requests()).hasSize(9);
    }

    private <T extends ChipiFailure> T failure(Class<T> type) {
        return failure(type, chipi(server.url()), HASH);
    }

    private <T extends ChipiFailure> T failure(Class<T> type, Chipi chipi, String id) {
        T failure = catchThrowableOfType(type, () -> await(chipi.transaction(id, BEARER, where, permit())));
        assertThat(failure).isNotNull();
        return failure;
    }
}
