package org.chipigateway.identity;

import java.security.PublicKey;
import java.util.Set;

import io.smallrye.jwt.algorithm.SignatureAlgorithm;

/**
 * A public key of the issuer.
 *
 * @param id its {@code kid}, or null
 * @param algorithms what it may verify; a public key used as an HMAC secret is the oldest forgery there is
 */
record VerificationKey(String id, PublicKey key, Set<SignatureAlgorithm> algorithms) {
}
