package org.chipigateway.simulator;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TokenIssuerTest {
    private Simulator simulator;
    private TokenIssuer issuer;

    @BeforeEach
    void start() {
        simulator = Simulator.start(new SimulatorOptions());
        issuer = simulator.issuerOfTokens();
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void tokensVerifyByTheJwks() throws Exception {
        // given
        String token = issuer.token("ana", Duration.ofMinutes(1), "operator");

        // when
        JwtClaims claims = verified(token);

        // then
        assertThat(claims.getSubject()).isEqualTo("ana");
        assertThat(claims.getIssuer()).isEqualTo(simulator.issuer());
        assertThat(claims.getStringListClaimValue("groups")).containsExactly("operator");
        assertThat(claims.getExpirationTime().getValue() - claims.getIssuedAt().getValue()).isEqualTo(60);
    }

    @Test
    void tokensOutliveARestart() {
        // given
        String token = issuer.token("ana");
        int port = simulator.port();

        // when
        simulator.close();
        simulator = Simulator.start(new SimulatorOptions().port(port));

        // then
        assertThat(simulator.issuerOfTokens().subjectOf(token)).isEqualTo("ana");
    }

    @Test
    void jwksShowsNoPrivatePart() {
        given().get(simulator.jwksUrl()).then().statusCode(200).body("keys", hasSize(1))
                .body("keys[0].d", equalTo(null))
                .body("keys[0].p", equalTo(null)).body("keys[0].kid", equalTo("made-up-1"))
                .body("keys[0]", not(hasKey("_comment")));
    }

    @Test
    void rotation() throws Exception {
        // given
        String old = issuer.token("ana");

        // when
        issuer.rotate();

        // then
        given().get(simulator.jwksUrl()).then().body("keys", hasSize(2));
        assertThat(verified(issuer.token("luis")).getSubject()).isEqualTo("luis");
        assertThat(issuer.subjectOf(old)).isEqualTo("ana");

        // when
        issuer.retireEarlierKeys();

        // then
        assertThat(issuer.subjectOf(old)).isNull();
        assertThat(issuer.subjectOf(issuer.token("luis"))).isEqualTo("luis");
    }

    @Test
    void endpointCanBeAwayAndCounts() {
        // when
        issuer.down(true);

        // then
        given().get(simulator.jwksUrl()).then().statusCode(503);
        issuer.down(false);
        given().get(simulator.jwksUrl()).then().statusCode(200);
        assertThat(issuer.fetches()).isEqualTo(2);
    }

    @Test
    void badTokensAreBadInTheWayTheySay() {
        assertThat(header(issuer.unsigned("ana"))).contains("\"none\"");
        assertThat(issuer.unsigned("ana")).endsWith(".");
        assertThat(header(issuer.swappedAlgorithm("ana"))).contains("HS256");
        assertThat(header(issuer.forged("ana"))).contains("made-up-1");
        assertThat(header(issuer.foreignKey("ana"))).doesNotContain("\"made-up-1\"");
        for (String token : new String[]{ issuer.unsigned("ana"), issuer.swappedAlgorithm("ana"), issuer.forged("ana"),
            issuer.foreignKey("ana"), issuer.expired("ana", Duration.ofSeconds(1))}) {
            assertThat(issuer.subjectOf(token)).isNull();
        }
        assertThat(issuer.subjectOf(issuer.token("ana"))).isEqualTo("ana");
    }

    @Test
    void tokenByHttp() {
        given().get(simulator.issuer() + "/simulator/token?sub=ana&ttl=60&groups=operator,auditor").then()
                .statusCode(200).body("token", startsWith("ey")).body("expiresAt", startsWith("20"));
        given().post(simulator.issuer() + "/simulator/token?ttl=soon").then().statusCode(400);
    }

    private JwtClaims verified(String token) throws Exception {
        JsonWebKeySet keys = new JsonWebKeySet(given().get(simulator.jwksUrl()).asString());
        return new JwtConsumerBuilder().setExpectedIssuer(simulator.issuer())
                .setVerificationKeyResolver(new JwksVerificationKeyResolver(keys.getJsonWebKeys())).build()
                .processToClaims(token);
    }

    private static String header(String token) {
        return new String(Base64.getUrlDecoder().decode(token.split("\\.")[0]),
                StandardCharsets.UTF_8);
    }
}
