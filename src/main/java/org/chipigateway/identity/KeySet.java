package org.chipigateway.identity;

import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.Use;
import org.jose4j.lang.JoseException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.smallrye.jwt.algorithm.SignatureAlgorithm;

/** The issuer's keys as one answer of its endpoint listed them: those that can verify a signature. */
final class KeySet {

    static final Set<SignatureAlgorithm> RSA = EnumSet.of(SignatureAlgorithm.RS256, SignatureAlgorithm.RS384,
            SignatureAlgorithm.RS512, SignatureAlgorithm.PS256, SignatureAlgorithm.PS384, SignatureAlgorithm.PS512);
    static final Set<SignatureAlgorithm> ELLIPTIC = EnumSet.of(SignatureAlgorithm.ES256, SignatureAlgorithm.ES384,
            SignatureAlgorithm.ES512);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SHORTEST_RSA_KEY = 2048;
    /** Far more than any issuer lists, and few enough to go through one by one. */
    private static final int MOST_KEYS = 100;

    private final List<VerificationKey> keys;

    private KeySet(List<VerificationKey> keys) {
        this.keys = List.copyOf(keys);
    }

    /** @throws IllegalArgumentException where the text isn't a JSON Web Key Set */
    static KeySet parse(String jwks) {
        JsonNode listed;
        try {
            listed = JSON.readTree(jwks).path("keys");
        } catch (JsonProcessingException notJson) {
            throw new IllegalArgumentException("The key endpoint's answer is not JSON");
        }
        if (!listed.isArray() || listed.size() > MOST_KEYS) {
            throw new IllegalArgumentException("The key endpoint's answer is not a JSON Web Key Set");
        }
        List<VerificationKey> keys = new ArrayList<>();
        for (JsonNode key : listed) {
            verificationKey(key).ifPresent(keys::add);
        }
        return new KeySet(keys);
    }

    boolean lists(String id) {
        return keys.stream().anyMatch(key -> id.equals(key.id()));
    }

    /** The key of this id that may verify this algorithm; without an id, the only key there is for the algorithm. */
    Optional<VerificationKey> find(String id, SignatureAlgorithm algorithm) {
        List<VerificationKey> fitting = keys.stream()
                .filter(key -> (id == null || id.equals(key.id())) && key.algorithms().contains(algorithm)).toList();
        return fitting.isEmpty() || (id == null && fitting.size() > 1)
                ? Optional.empty()
                : Optional.of(fitting.get(0));
    }

    /** Empty for what isn't ours to use: other uses, other kinds, weak or broken keys. One bad key spoils no other. */
    private static Optional<VerificationKey> verificationKey(JsonNode node) {
        try {
            if (!(JsonWebKey.Factory.newJwk(node.toString()) instanceof PublicJsonWebKey key) || !verifies(key)) {
                return Optional.empty();
            }
            Set<SignatureAlgorithm> algorithms = algorithms(key);
            return algorithms.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new VerificationKey(key.getKeyId(), key.getPublicKey(), algorithms));
        } catch (JoseException | RuntimeException broken) {
            return Optional.empty();
        }
    }

    private static boolean verifies(PublicJsonWebKey key) {
        return (key.getUse() == null || Use.SIGNATURE.equals(key.getUse()))
                && (key.getKeyOps() == null || key.getKeyOps().contains("verify"));
    }

    private static Set<SignatureAlgorithm> algorithms(PublicJsonWebKey key) {
        Set<SignatureAlgorithm> possible = possibleAlgorithms(key);
        if (key.getAlgorithm() == null) {
            return possible;
        }
        return possible.stream().filter(each -> each.getAlgorithm().equals(key.getAlgorithm())).findFirst()
                .map(Set::of).orElse(Set.of());
    }

    private static Set<SignatureAlgorithm> possibleAlgorithms(PublicJsonWebKey key) {
        PublicKey publicKey = key.getPublicKey();
        if (key instanceof RsaJsonWebKey && publicKey instanceof RSAPublicKey rsa) {
            return rsa.getModulus().bitLength() >= SHORTEST_RSA_KEY ? RSA : Set.of();
        }
        if (key instanceof EllipticCurveJsonWebKey curve) {
            return switch (curve.getCurveName()) {
                case "P-256" -> Set.of(SignatureAlgorithm.ES256);
                case "P-384" -> Set.of(SignatureAlgorithm.ES384);
                case "P-521" -> Set.of(SignatureAlgorithm.ES512);
                default -> Set.of();
            };
        }
        return Set.of();
    }
}
