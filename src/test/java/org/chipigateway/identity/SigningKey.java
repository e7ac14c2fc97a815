package org.chipigateway.identity;

import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/** A key of a made-up issuer: signs tokens, right ones and wrong ones, and shows itself in a key set. */
final class SigningKey {

    static final String ISSUER = "https://issuer.test";

    private final PublicJsonWebKey key;
    private final String algorithm;

    private SigningKey(PublicJsonWebKey key, String id, String algorithm) {
        this.key = key;
        this.algorithm = algorithm;
        key.setKeyId(id);
    }

    static SigningKey rsa(String id) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            KeyPair pair = generator.generateKeyPair();
            RsaJsonWebKey key = new RsaJsonWebKey((RSAPublicKey) pair.getPublic());
            key.setPrivateKey(pair.getPrivate());
            return new SigningKey(key, id, "RS256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static SigningKey elliptic(String id) {
        try {
            EllipticCurveJsonWebKey key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
            return new SigningKey(key, id, "ES256");
        } catch (JoseException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static String jwks(SigningKey... keys) {
        return Stream.of(keys).map(each -> each.key.toJson(OutputControlLevel.PUBLIC_ONLY))
                .collect(Collectors.joining(",", "{\"keys\":[", "]}"));
    }

    String jwk(Map<String, Object> changes) {
        Map<String, Object> members = key.toParams(OutputControlLevel.PUBLIC_ONLY);
        members.putAll(changes);
        try {
            return JsonWebKey.Factory.newJwk(members).toJson(OutputControlLevel.PUBLIC_ONLY);
        } catch (JoseException broken) {
            throw new IllegalArgumentException(broken);
        }
    }

    Key publicKey() {
        return key.getPublicKey();
    }

    /** Alice's, good for longer than a test moves its clock. */
    static JwtClaims claims() {
        return claims(Instant.now().plus(Duration.ofHours(10)));
    }

    static JwtClaims claims(Instant expiresAt) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(ISSUER);
        claims.setSubject("alice");
        claims.setExpirationTime(NumericDate.fromMilliseconds(expiresAt.toEpochMilli()));
        return claims;
    }

    static JwtClaims with(String claim, Object value) {
        JwtClaims claims = claims();
        claims.setClaim(claim, value);
        return claims;
    }

    static JwtClaims without(String claim) {
        JwtClaims claims = claims();
        claims.unsetClaim(claim);
        return claims;
    }

    String token() {
        return token(claims());
    }

    String token(JwtClaims claims) {
        return token(claims, algorithm, key.getPrivateKey(), Map.of());
    }

    String token(JwtClaims claims, Map<String, Object> headers) {
        return token(claims, algorithm, key.getPrivateKey(), headers);
    }

    String token(JwtClaims claims, String signedBy, Key secret, Map<String, Object> headers) {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        signature.setAlgorithmHeaderValue(signedBy);
        signature.setDoKeyValidation(false);
        signature.setPayload(claims.toJson());
        signature.setKey(secret);
        if (key.getKeyId() != null) {
            signature.setKeyIdHeaderValue(key.getKeyId());
        }
        headers.forEach((name, value) -> signature.getHeaders().setObjectHeaderValue(name, value));
        try {
            return signature.getCompactSerialization();
        } catch (JoseException broken) {
            throw new IllegalArgumentException(broken);
        }
    }
}
