package org.chipigateway.identity;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.TokenAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpSecurityUtils;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

/**
 * Turns the bearer that SmallRye's mechanism took from the request into an identity. It stands before SmallRye's own
 * provider, which fetches keys by blocking a thread and looks for an unknown one every half hour only.
 */
@ApplicationScoped
class BearerAuthentication implements IdentityProvider<TokenAuthenticationRequest> {

    /** Where the request at hand keeps its caller. */
    static final String CALLER = Caller.class.getName();
    private static final int BEFORE_SMALLRYE = 1000;

    private final TokenVerifier verifier;

    BearerAuthentication(TokenVerifier verifier) {
        this.verifier = verifier;
    }

    @Override
    public Class<TokenAuthenticationRequest> getRequestType() {
        return TokenAuthenticationRequest.class;
    }

    @Override
    public int priority() {
        return BEFORE_SMALLRYE;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(TokenAuthenticationRequest request,
            AuthenticationRequestContext context) {
        RoutingContext http = HttpSecurityUtils.getRoutingContextAttribute(request);
        // With two headers, what a proxy before us has checked may not be what we would read.
        if (http != null && http.request().headers().getAll(HttpHeaders.AUTHORIZATION).size() > 1) {
            return Uni.createFrom().failure(TokenRefused.invalid("There is more than one Authorization header"));
        }
        return verifier.verify(request.getToken().getToken()).invoke(verified -> remember(verified, http))
                .map(BearerAuthentication::identity);
    }

    private static void remember(TokenVerifier.Verified verified, RoutingContext http) {
        if (http != null) {
            http.put(CALLER, verified.caller());
        }
    }

    private static SecurityIdentity identity(TokenVerifier.Verified verified) {
        return QuarkusSecurityIdentity.builder().setPrincipal(verified.token())
                .addRoles(verified.caller().groups()).build();
    }
}
