package org.chipigateway.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.HmacKey;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.lang.JoseException;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Signs JWTs for made-up users. Its first key is fixed and public ({@code simulator/made-up-key.json}), so that tokens
 * outlive a restart; nothing real may ever trust it.
 */
public final class TokenIssuer {
    private static final Duration DEFAULT_LIFE = Duration.ofHours(1);

    private volatile String issuer;
    private final InstantSource clock;
    private final AtomicInteger fetches = new AtomicInteger();
    private final List<RsaJsonWebKey> keys = new ArrayList<>();
    private RsaJsonWebKey stranger;
    private volatile boolean down;

    TokenIssuer(InstantSource clock) {
        this.clock = clock;
        keys.add(madeUpKey());
    }

    /** Its name holds its port, which is known only once it is taken. */
    void isAt(String origin) {
        issuer = origin;
    }

    private static RsaJsonWebKey madeUpKey() {
        try (InputStream in = TokenIssuer.class.getResourceAsStream("/simulator/made-up-key.json")) {
            ObjectNode key = (ObjectNode) Json.read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            key.remove("_comment");
            return (RsaJsonWebKey) JsonWebKey.Factory.newJwk(Json.write(key));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (JoseException e) {
            throw new IllegalStateException("The simulator's key can't be read", e);
        }
    }

    public String issuer() {
        return issuer;
    }

    /** A token that lives an hour. */
    public String token(String subject) {
        return token(subject, DEFAULT_LIFE);
    }

    public String token(String subject, Duration life, String... groups) {
        return token(subject, life, groups.length == 0 ? Map.of() : Map.of("groups", Arrays.asList(groups)));
    }

    /** With further claims, which win over the usual ones: {@code iss}, {@code sub}, {@code iat}, {@code exp}, {@code jti}. */
    public String token(String subject, Duration life, Map<String, ?> claims) {
        return sign(claims(subject, life, claims), newest(), AlgorithmIdentifiers.RSA_USING_SHA256,
                newest().getPrivateKey());
    }

    /** Ended {@code ago} before now. */
    public String expired(String subject, Duration ago) {
        return token(subject, ago.negated());
    }

    /** Signed with a key that the JWKS doesn't hold, under the {@code kid} of one that it does. */
    public String forged(String subject) {
        RsaJsonWebKey wrong = stranger();
        return sign(claims(subject, DEFAULT_LIFE, Map.of()), newest(), AlgorithmIdentifiers.RSA_USING_SHA256,
                wrong.getPrivateKey());
    }

    /** Signed with a key that the JWKS doesn't hold, under its own {@code kid}. */
    public String foreignKey(String subject) {
        RsaJsonWebKey wrong = stranger();
        return sign(claims(subject, DEFAULT_LIFE, Map.of()), wrong, AlgorithmIdentifiers.RSA_USING_SHA256,
                wrong.getPrivateKey());
    }

    /** {@code alg: none}. */
    public String unsigned(String subject) {
        return sign(claims(subject, DEFAULT_LIFE, Map.of()), newest(), AlgorithmIdentifiers.NONE, null);
    }

    /** HS256 with the public key as the secret: passes where the verifier lets the token choose the algorithm. */
    public String swappedAlgorithm(String subject) {
        return sign(claims(subject, DEFAULT_LIFE, Map.of()), newest(), AlgorithmIdentifiers.HMAC_SHA256,
                new HmacKey(newest().getPublicKey().getEncoded()));
    }

    /** From now on signs with a new key; the JWKS holds the earlier ones too. */
    public synchronized void rotate() {
        keys.add(newKey());
    }

    /** The JWKS holds the newest key only; tokens of the earlier ones aren't accepted any more. */
    public synchronized void retireEarlierKeys() {
        keys.subList(0, keys.size() - 1).clear();
    }

    /** Whether the JWKS endpoint answers 503. */
    public void down(boolean isDown) {
        this.down = isDown;
    }

    Instant now() {
        return clock.instant();
    }

    boolean isDown() {
        return down;
    }

    /** How often the JWKS was asked for, also while it was down. */
    public int fetches() {
        return fetches.get();
    }

    void countFetch() {
        fetches.incrementAndGet();
    }

    /** The public keys, as JSON. */
    public synchronized String jwks() {
        return new JsonWebKeySet(new ArrayList<>(keys)).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
    }

    /** The subject of a token of ours that hasn't expired; null for any other. */
    String subjectOf(String token) {
        List<JsonWebKey> current;
        synchronized (this) {
            current = new ArrayList<>(keys);
        }
        try {
            return new JwtConsumerBuilder().setExpectedIssuer(issuer).setSkipDefaultAudienceValidation()
                    .setRequireExpirationTime().setRequireSubject()
                    .setEvaluationTime(NumericDate.fromMilliseconds(clock.millis()))
                    .setVerificationKeyResolver(new JwksVerificationKeyResolver(current))
                    .setJwsAlgorithmConstraints(AlgorithmConstraints.ConstraintType.PERMIT,
                            AlgorithmIdentifiers.RSA_USING_SHA256)
                    .build().processToClaims(token).getSubject();
        } catch (InvalidJwtException | MalformedClaimException notOurs) {
            return null;
        }
    }

    private JwtClaims claims(String subject, Duration life, Map<String, ?> more) {
        Instant now = clock.instant();
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(issuer);
        claims.setSubject(subject);
        claims.setIssuedAt(NumericDate.fromSeconds(Math.min(now.getEpochSecond(), now.plus(life).getEpochSecond())));
        claims.setExpirationTime(NumericDate.fromSeconds(now.plus(life).getEpochSecond()));
        claims.setJwtId(UUID.randomUUID().toString());
        more.forEach(claims::setClaim);
        return claims;
    }

    private static String sign(JwtClaims claims, RsaJsonWebKey named, String algorithm, Key key) {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        signature.setPayload(claims.toJson());
        signature.setAlgorithmHeaderValue(algorithm);
        signature.setKeyIdHeaderValue(named.getKeyId());
        signature.setHeader("typ", "JWT");
        signature.setKey(key);
        signature.setDoKeyValidation(false);
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private synchronized RsaJsonWebKey newest() {
        return keys.get(keys.size() - 1);
    }

    private synchronized RsaJsonWebKey stranger() {
        if (stranger == null) {
            stranger = newKey();
        }
        return stranger;
    }

    private static RsaJsonWebKey newKey() {
        try {
            RsaJsonWebKey key = RsaJwkGenerator.generateJwk(2048);
            key.setKeyId("made-up-" + UUID.randomUUID());
            key.setAlgorithm(AlgorithmIdentifiers.RSA_USING_SHA256);
            key.setUse("sig");
            return key;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }
}
