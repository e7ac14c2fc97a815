package org.chipigateway.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.Test;

import io.smallrye.mutiny.Uni;

class TokenVerifierTest {

    private static final SigningKey KEY = SigningKey.elliptic("key");

    private String published = SigningKey.jwks(KEY);
    private String groupsClaim = "groups";

    @Test
    void anotherServicesTokenIsRefused() {
        // given
        TokenVerifier verifier = verifier(Optional.of("gateway"));

        // when // then
        assertThat(verify(verifier, SigningKey.with("aud", "gateway")).owner())
                .isEqualTo(new Owner(SigningKey.ISSUER, "alice"));
        assertThat(verify(verifier, SigningKey.with("aud", List.of("other", "gateway"))).owner().subject())
                .isEqualTo("alice");
        assertThatThrownBy(() -> verify(verifier, SigningKey.with("aud", "other"))).isInstanceOf(TokenRefused.class);
        assertThatThrownBy(() -> verify(verifier, SigningKey.claims())).isInstanceOf(TokenRefused.class);
    }

    @Test
    void withoutAnAudienceAnyIsTaken() {
        assertThat(verify(verifier(Optional.empty()), SigningKey.with("aud", "other")).owner().subject())
                .isEqualTo("alice");
    }

    @Test
    void expiredIsToldFromInvalid() {
        // given
        TokenVerifier verifier = verifier(Optional.empty());

        // when
        TokenRefused expired = catchThrowableOfType(TokenRefused.class,
                () -> verify(verifier, SigningKey.claims(Instant.now().minusSeconds(10))));
        TokenRefused invalid = catchThrowableOfType(TokenRefused.class,
                () -> verify(verifier, SigningKey.without("exp")));

        // then
        assertThat(expired.reason()).isEqualTo(TokenRefused.Reason.EXPIRED);
        assertThat(invalid.reason()).isEqualTo(TokenRefused.Reason.INVALID);
    }

    @Test
    void whatCannotBeGoodIsRefusedWithoutAnyKey() {
        // given
        published = null;
        TokenVerifier verifier = verifier(Optional.of("gateway"));

        // when // then
        for (JwtClaims claims : List.of(SigningKey.with("iss", "https://foreign.test"), SigningKey.with("aud", "other"),
                SigningKey.claims(Instant.now().minusSeconds(10)), SigningKey.without("sub"))) {
            assertThatThrownBy(() -> verify(verifier, claims)).isInstanceOf(TokenRefused.class);
        }
        assertThatThrownBy(() -> verify(verifier, SigningKey.with("aud", "gateway")))
                .isInstanceOf(KeysUnavailable.class);
    }

    @Test
    void aKeyServesItsOwnAlgorithmAndUseOnly() {
        // given
        SigningKey rsa = SigningKey.rsa("key");

        // when // then
        for (Map<String, Object> member : List.<Map<String, Object>>of(Map.of("alg", "RS512"), Map.of("use", "enc"),
                Map.of("key_ops", List.of("encrypt")))) {
            published = "{\"keys\":[" + rsa.jwk(member) + "]}";
            assertThatThrownBy(() -> verifier(Optional.empty()).verify(rsa.token()).await().indefinitely())
                    .isInstanceOf(TokenRefused.class);
        }
        published = "{\"keys\":[{\"kty\":\"nonsense\"},{}," + rsa.jwk(Map.of("alg", "RS256", "use", "sig")) + "]}";
        assertThat(verifier(Optional.empty()).verify(rsa.token()).await().indefinitely().caller().bearer())
                .isEqualTo(rsa.token());
    }

    @Test
    void groupsAreReadByNameOrPathAndOddOnesAreNone() {
        // given
        groupsClaim = "https://app.test/roles";
        assertThat(groups(SigningKey.with("https://app.test/roles", List.of("operator")))).containsExactly("operator");

        // when
        groupsClaim = "realm_access/roles";

        // then
        assertThat(groups(SigningKey.with("realm_access", Map.of("roles", List.of("operator", 7)))))
                .containsExactly("operator");
        assertThat(groups(SigningKey.with("realm_access", "operator"))).isEmpty();
        groupsClaim = "groups";
        assertThat(groups(SigningKey.with("groups", List.of(1, 2)))).isEmpty();
        assertThat(groups(SigningKey.with("groups", "operator staff"))).containsExactlyInAnyOrder("operator", "staff");
    }

    private Set<String> groups(JwtClaims claims) {
        return verify(verifier(Optional.empty()), claims).groups();
    }

    private static Caller verify(TokenVerifier verifier, JwtClaims claims) {
        return verifier.verify(KEY.token(claims)).await().indefinitely().caller();
    }

    private TokenVerifier verifier(Optional<String> audience) {
        String jwks = published;
        VerificationKeys keys = new VerificationKeys(
                () -> jwks == null
                        ? Uni.createFrom().failure(new IllegalStateException("away"))
                        : Uni.createFrom().item(() -> KeySet.parse(jwks)),
                InstantSource.system());
        return new TokenVerifier(new Config(audience, groupsClaim), keys, InstantSource.system());
    }

    private record Config(Optional<String> audience, String groupsClaim) implements JwtConfig {

        @Override
        public String jwksUrl() {
            return "http://127.0.0.1:1/";
        }

        @Override
        public String issuer() {
            return SigningKey.ISSUER;
        }
    }
}
