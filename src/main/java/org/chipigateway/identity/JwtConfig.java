package org.chipigateway.identity;

import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Whose tokens are believed; the variables are {@code GATEWAY_JWT_…}. */
@ConfigMapping(prefix = "gateway.jwt")
public interface JwtConfig {

    /** Where the issuer publishes its keys as a JSON Web Key Set; {@code http} or {@code https}. */
    String jwksUrl();

    /** A token's {@code iss}, to the letter. */
    String issuer();

    /** Where given, one of a token's {@code aud}. */
    Optional<String> audience();

    /** The claim that lists the caller's groups: its name, or a path to it such as {@code realm_access/roles}. */
    @WithDefault("groups")
    String groupsClaim();
}
