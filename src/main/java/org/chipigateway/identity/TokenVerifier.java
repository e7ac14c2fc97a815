package org.chipigateway.identity;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwt.consumer.JwtContext;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.lang.JoseException;

import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipalFactory;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipalFactory;
import io.smallrye.jwt.auth.principal.ParseException;
import io.smallrye.mutiny.Uni;

/**
 * Says whether a token is good, and whose it is. What the token says of itself is read first: one that couldn't be good
 * under any key is refused without asking for a key. SmallRye JWT then verifies it with the one key and the one
 * algorithm that it may be signed with.
 */
@ApplicationScoped
class TokenVerifier {

    /** A token that is good, with what SmallRye read in it. */
    record Verified(Caller caller, JsonWebToken token) {
    }

    private record Claimed(SignatureAlgorithm algorithm, String keyId, JwtClaims claims) {
    }

    static final int CLOCK_SKEW_SECONDS = 5;
    private static final int LONGEST_TOKEN = 8 * 1024;
    private static final int LONGEST_SUBJECT = 255;

    private final JwtConfig config;
    private final VerificationKeys keys;
    private final InstantSource clock;
    private final JWTCallerPrincipalFactory smallRye = new DefaultJWTCallerPrincipalFactory();

    TokenVerifier(JwtConfig config, VerificationKeys keys, InstantSource clock) {
        this.config = config;
        this.keys = keys;
        this.clock = clock;
    }

    /** Fails with {@link TokenRefused} or {@link KeysUnavailable}. */
    Uni<Verified> verify(String token) {
        Claimed claimed;
        try {
            claimed = read(token);
        } catch (TokenRefused refused) {
            return Uni.createFrom().failure(refused);
        }
        return keys.key(claimed.keyId(), claimed.algorithm()).map(key -> verify(token, claimed, key));
    }

    private Claimed read(String token) {
        if (token.length() > LONGEST_TOKEN) {
            throw TokenRefused.invalid("The token is too long");
        }
        return refusingWhatFails(() -> {
            JwtContext context = unverified(token);
            if (context.getJoseObjects().size() != 1) {
                throw TokenRefused.invalid("The token is nested");
            }
            JsonWebStructure structure = context.getJoseObjects().get(0);
            if (structure.getHeader("crit") != null || structure.getHeader("b64") != null) {
                throw TokenRefused.invalid("The token needs an extension that is not supported");
            }
            String subject = context.getJwtClaims().getSubject();
            if (subject == null || subject.isBlank() || subject.length() > LONGEST_SUBJECT) {
                throw TokenRefused.invalid("The token names no subject, or one that is too long");
            }
            return new Claimed(algorithm(structure), structure.getKeyIdHeaderValue(), context.getJwtClaims());
        });
    }

    private JwtContext unverified(String token) throws InvalidJwtException {
        JwtConsumerBuilder consumer = new JwtConsumerBuilder().setSkipSignatureVerification()
                .setDisableRequireSignature().setSkipVerificationKeyResolutionOnNone().setRequireExpirationTime()
                .setRequireSubject().setExpectedIssuer(config.issuer())
                .setEvaluationTime(NumericDate.fromMilliseconds(clock.millis()))
                .setAllowedClockSkewInSeconds(CLOCK_SKEW_SECONDS);
        config.audience().ifPresentOrElse(consumer::setExpectedAudience, consumer::setSkipDefaultAudienceValidation);
        return consumer.build().process(token);
    }

    private static SignatureAlgorithm algorithm(JsonWebStructure structure) {
        String named = structure.getAlgorithmHeaderValue();
        for (Set<SignatureAlgorithm> kind : Set.of(KeySet.RSA, KeySet.ELLIPTIC)) {
            for (SignatureAlgorithm each : kind) {
                if (each.getAlgorithm().equals(named)) {
                    return each;
                }
            }
        }
        throw TokenRefused.invalid("The token is signed with an algorithm that is not accepted");
    }

    private Verified verify(String token, Claimed claimed, VerificationKey key) {
        return refusingWhatFails(() -> {
            JsonWebToken verified = smallRye.parse(token, rules(claimed.algorithm(), key));
            Owner owner = new Owner(config.issuer(), claimed.claims().getSubject());
            Instant expiresAt = Instant.ofEpochSecond(claimed.claims().getExpirationTime().getValue());
            return new Verified(
                    new Caller(owner, token, expiresAt, Groups.in(claimed.claims(), config.groupsClaim())), verified);
        });
    }

    private JWTAuthContextInfo rules(SignatureAlgorithm algorithm, VerificationKey key) {
        JWTAuthContextInfo rules = new JWTAuthContextInfo(key.key(), config.issuer());
        rules.setSignatureAlgorithm(Set.of(algorithm));
        rules.setClockSkew(CLOCK_SKEW_SECONDS);
        // Zero: not every issuer sets "iat", and nobody asked for a longest life.
        rules.setMaxTimeToLiveSecs(0L);
        rules.setRequireNamedPrincipal(true);
        config.audience().ifPresent(audience -> rules.setExpectedAudience(Set.of(audience)));
        return rules;
    }

    private interface Step<T> {
        T run() throws InvalidJwtException, MalformedClaimException, ParseException, JoseException;
    }

    /** Whatever a token provokes in the parsers is the token's fault; none of their words go out: they quote it. */
    private static <T> T refusingWhatFails(Step<T> step) {
        try {
            return step.run();
        } catch (TokenRefused refused) {
            throw refused;
        } catch (InvalidJwtException invalid) {
            throw invalid.hasExpired()
                    ? new TokenRefused(TokenRefused.Reason.EXPIRED, "The token has expired")
                    : TokenRefused.invalid("The token is not valid for this service");
        } catch (ParseException forged) {
            throw TokenRefused.invalid("The token is not valid for this service");
        } catch (MalformedClaimException | JoseException | RuntimeException malformed) {
            throw TokenRefused.invalid("The token is malformed");
        }
    }
}
