package org.chipigateway.identity;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import javax.crypto.spec.SecretKeySpec;

import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;

@QuarkusTest
@QuarkusTestResource(value = JwksServer.class, restrictToAnnotatedClass = true)
class AuthenticationTest {

    private static final SigningKey KEY = SigningKey.rsa("current");
    private static final SigningKey ELLIPTIC = SigningKey.elliptic("elliptic");
    private static final MovableClock CLOCK = MovableClock.running();

    @BeforeAll
    static void clock() {
        QuarkusMock.installMockForType(CLOCK, InstantSource.class);
    }

    /** Each test starts with the keys published and every cool-down over. */
    @BeforeEach
    void keys() {
        JwksServer.publishes(KEY, ELLIPTIC);
        // More than once where the load that the start began is still under way, and fails with a cool-down of its own.
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            CLOCK.move(VerificationKeys.BETWEEN_LOOKS);
            ask(ELLIPTIC.token()).statusCode(200);
        });
    }

    @Test
    void aGoodTokenSaysWhoCalls() {
        // given
        String token = KEY.token(SigningKey.with("groups", List.of("operator", "staff")));

        // when // then
        ask(token).statusCode(200).body(is(SigningKey.ISSUER + " alice [operator, staff] alice loop"));
        ask(ELLIPTIC.token()).statusCode(200).body(is(SigningKey.ISSUER + " alice [] alice loop"));
    }

    @Test
    void theRoleComesFromTheGroups() {
        // given
        String operator = KEY.token(SigningKey.with("groups", "staff operator"));

        // when // then
        given().header("Authorization", "Bearer " + operator).get("/test/who-am-i/operator").then().statusCode(200);
        given().header("Authorization", "Bearer " + KEY.token()).get("/test/who-am-i/operator").then().statusCode(403);
    }

    @Test
    void aMethodWithoutAGuardIsClosed() {
        given().header("Authorization", "Bearer " + KEY.token()).get("/test/who-am-i/unguarded").then()
                .statusCode(403);
    }

    @ParameterizedTest
    @ValueSource(strings = { "Bearer", "bearer", "BEARER"})
    void theSchemeIsNotCaseSensitive(String scheme) {
        given().header("Authorization", scheme + " " + KEY.token()).get("/test/who-am-i").then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "Basic YWxpY2U6c2VjcmV0", "Bearer", "Bearer ", "Bearer  "})
    void withoutATokenNobodyComesIn(String header) {
        given().header("Authorization", header).get("/test/who-am-i").then().statusCode(401);
        given().get("/test/who-am-i").then().statusCode(401);
    }

    @Test
    void twoAuthorizationHeadersAreRefused() {
        given().header("Authorization", "Bearer " + KEY.token(), "Bearer " + KEY.token()).get("/test/who-am-i").then()
                .statusCode(401);
    }

    @Test
    void expiryHasASkewOfFiveSeconds() {
        // given
        CLOCK.halt();
        String justOver = KEY.token(SigningKey.claims(CLOCK.instant().minusSeconds(3)));
        String over = KEY.token(SigningKey.claims(CLOCK.instant().minusSeconds(10)));

        // when // then
        try {
            ask(justOver).statusCode(200);
            ask(over).statusCode(401);
        } finally {
            CLOCK.goOn();
        }
    }

    @Test
    void aTokenIsNoGoodBeforeItsTime() {
        ask(KEY.token(SigningKey.with("nbf", Instant.now().plusSeconds(600).getEpochSecond()))).statusCode(401);
        ask(KEY.token(SigningKey.with("nbf", Instant.now().plusSeconds(2).getEpochSecond()))).statusCode(200);
    }

    static List<JwtClaims> wrongClaims() {
        return List.of(SigningKey.without("exp"), SigningKey.without("sub"), SigningKey.without("iss"),
                SigningKey.with("sub", " "), SigningKey.with("sub", ""), SigningKey.with("sub", "a".repeat(256)),
                SigningKey.with("sub", 7), SigningKey.with("iss", SigningKey.ISSUER + "/"),
                SigningKey.with("iss", "https://foreign.test"), SigningKey.with("iss", List.of(SigningKey.ISSUER)),
                SigningKey.with("exp", "tomorrow"), SigningKey.with("exp", 1e300));
    }

    @ParameterizedTest
    @MethodSource("wrongClaims")
    void wrongClaimsAreRefused(JwtClaims claims) {
        ask(KEY.token(claims)).statusCode(401);
    }

    @Test
    void aForgedSignatureIsRefused() {
        // given
        SigningKey forger = SigningKey.rsa("current");
        String good = KEY.token();
        String cut = good.substring(0, good.lastIndexOf('.') + 1);

        // when // then
        ask(forger.token()).statusCode(401);
        ask(cut).statusCode(401);
        ask(cut + "AAAA").statusCode(401);
    }

    @Test
    void algorithmNoneIsRefused() {
        ask(KEY.token(SigningKey.claims(), "none", null, Map.of())).statusCode(401);
        ask(part("{\"alg\":\"None\",\"kid\":\"current\"}") + "." + part(SigningKey.claims().toJson()) + ".")
                .statusCode(401);
    }

    @Test
    void thePublicKeyAsHmacSecretIsRefused() {
        // given
        byte[] der = KEY.publicKey().getEncoded();
        String pem = "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder(64, new byte[]{ '\n'}).encodeToString(der)
                + "\n-----END PUBLIC KEY-----\n";

        // when // then
        for (byte[] secret : List.of(der, pem.getBytes(StandardCharsets.UTF_8))) {
            ask(KEY.token(SigningKey.claims(), "HS256", new SecretKeySpec(secret, "HmacSHA256"), Map.of()))
                    .statusCode(401);
        }
    }

    @Test
    void anotherKindOfKeysAlgorithmIsRefused() {
        // given
        SigningKey elliptic = SigningKey.elliptic("current");

        // when // then
        ask(elliptic.token()).statusCode(401);
    }

    @Test
    void headersThatBringTheirOwnKeyOrRulesAreRefusedOrIgnored() {
        // given
        SigningKey forger = SigningKey.rsa("current");

        // when // then
        ask(KEY.token(SigningKey.claims(), Map.of("crit", List.of("exp"), "exp", 1))).statusCode(401);
        ask(forger.token(SigningKey.claims(), Map.of("jku", "http://127.0.0.1:1/keys"))).statusCode(401);
        ask(part("{\"alg\":\"RS256\",\"kid\":\"current\",\"jwk\":" + forger.jwk(Map.of()) + "}")
                + forger.token().substring(forger.token().indexOf('.'))).statusCode(401);
    }

    @ParameterizedTest
    @ValueSource(strings = { "garbage", "a.b.c", "..", "...", "e30.e30.", "e30.e30.e30", "a.b.c.d.e", "\u0000", "%2e"})
    void garbageIsRefused(String garbage) {
        ask(garbage).statusCode(401);
    }

    @Test
    void aVeryLongTokenIsRefused() {
        ask(KEY.token(SigningKey.with("padding", "x".repeat(8 * 1024)))).statusCode(401);
    }

    @Test
    void aHeadThatNoServerTakesIsRefusedOrCutOff() {
        String token = KEY.token(SigningKey.with("padding", "x".repeat(60_000)));

        int status;
        try {
            status = ask(token).extract().statusCode();
        } catch (Exception cutOff) {
            // The server answers and closes as soon as it has seen too much; a client that still writes then sees that only.
            assertThat(cutOff).isInstanceOf(SocketException.class);
            status = 431;
        }
        assertThat(status).isEqualTo(431);
    }

    @Test
    void rotationRightAfterAForeignKid() {
        // given
        SigningKey next = SigningKey.rsa("next-" + System.nanoTime());
        CLOCK.move(VerificationKeys.BETWEEN_LOOKS);
        ask(SigningKey.rsa("foreign").token()).statusCode(401);
        JwksServer.publishes(KEY, next);

        // when // then
        ask(next.token()).statusCode(503);
        CLOCK.move(VerificationKeys.BETWEEN_LOOKS);
        ask(next.token()).statusCode(200);
    }

    @Test
    void keyEndpointAwayAndBack() {
        // given
        SigningKey next = SigningKey.rsa("away-" + System.nanoTime());
        CLOCK.move(VerificationKeys.BETWEEN_LOOKS);
        JwksServer.answers(503, "down");

        // when // then
        ask(next.token()).statusCode(503);
        ask(KEY.token()).statusCode(200);
        ask(next.token(SigningKey.with("iss", "https://foreign.test"))).statusCode(401);
        JwksServer.publishes(KEY, next);
        CLOCK.move(VerificationKeys.BETWEEN_LOOKS);
        ask(next.token()).statusCode(200);
    }

    @Test
    void whatIsNoKeySetIsNoAnswer() {
        SigningKey other = SigningKey.rsa("other");
        for (String body : List.of("<html>", "{}", "{\"keys\":{}}", SigningKey.jwks(other) + " ".repeat(300 * 1024))) {
            // given
            CLOCK.move(VerificationKeys.BETWEEN_LOOKS);
            JwksServer.answers(200, body);

            // when // then
            ask(other.token()).statusCode(503);
            ask(KEY.token()).statusCode(200);
        }
    }

    @Test
    void aRedirectIsNotFollowed() {
        // given keys that were fetched just now, so that nothing but this test asks for others
        SigningKey fresh = SigningKey.rsa("fresh-" + System.nanoTime());
        JwksServer.publishes(KEY, fresh);
        CLOCK.move(VerificationKeys.BETWEEN_LOOKS);
        ask(fresh.token()).statusCode(200);
        CLOCK.move(VerificationKeys.BETWEEN_LOOKS);
        SigningKey other = SigningKey.rsa("other");
        JwksServer.redirectsTo("/moved", other);
        int before = JwksServer.calls();

        // when // then
        ask(other.token()).statusCode(503);
        assertThat(JwksServer.calls()).isEqualTo(before + 1);
    }

    private static ValidatableResponse ask(String token) {
        return given().header("Authorization", "Bearer " + token).get("/test/who-am-i").then();
    }

    private static String part(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
