package org.chipigateway.identity;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.jwt.JsonWebToken;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;

/** Only in tests: tells who calls, and on which kind of thread. */
@Path("/test/who-am-i")
@Produces(MediaType.TEXT_PLAIN)
public class WhoAmI {

    private final CurrentCaller caller;
    private final JsonWebToken token;

    WhoAmI(CurrentCaller caller, JsonWebToken token) {
        this.caller = caller;
        this.token = token;
    }

    @GET
    @Authenticated
    public Uni<String> get() {
        Caller who = caller.get();
        return Uni.createFrom().item(who.owner().issuer() + " " + who.owner().subject() + " "
                + who.groups().stream().sorted().toList() + " " + token.getSubject() + " "
                + (Context.isOnEventLoopThread() ? "loop" : "worker"));
    }

    @POST
    @Authenticated
    public String post() {
        return caller.get().owner().subject();
    }

    @GET
    @Path("/operator")
    @RolesAllowed("operator")
    public String operator() {
        return "operator";
    }

    @GET
    @Path("/unguarded")
    public String unguarded() {
        return "open";
    }
}
