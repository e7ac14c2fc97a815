package org.chipigateway.identity;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.jose4j.jwt.JwtClaims;

/** The groups that a token puts its caller in. */
final class Groups {

    private Groups() {
    }

    /**
     * A list of words, or one text of words with spaces between; anything else is no group. The claim's name is tried as
     * it stands before it is taken for a path, because namespaced claims ({@code https://…/roles}) hold slashes.
     */
    static Set<String> in(JwtClaims claims, String claim) {
        Object value = claims.getClaimValue(claim);
        if (value == null) {
            value = claims.getClaimsMap();
            for (String step : claim.split("/")) {
                value = value instanceof Map<?, ?> object ? object.get(step) : null;
            }
        }
        if (value instanceof Collection<?> words) {
            return words.stream().filter(String.class::isInstance).map(String.class::cast)
                    .collect(Collectors.toUnmodifiableSet());
        }
        return value instanceof String words && !words.isBlank() ? Set.of(words.strip().split("\\s+")) : Set.of();
    }
}
