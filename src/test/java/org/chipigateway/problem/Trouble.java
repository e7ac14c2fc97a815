package org.chipigateway.problem;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import org.chipigateway.catalog.CatalogFailure;
import org.chipigateway.chipi.ChipiFailure;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/** Only in tests: fails in every way there is. */
@Path("/v1/test-trouble")
@PermitAll
@Produces(MediaType.APPLICATION_JSON)
public class Trouble {

    static final AtomicInteger GUARDED_CALLS = new AtomicInteger();
    static final String SECRET = "secret-of-the-house";

    private static final Map<String, Supplier<RuntimeException>> FAILURES = Map.of("refused",
            () -> new ChipiFailure.Refused(402, "NO_CREDITS", "Not enough credits"), "refused-without-code",
            () -> new ChipiFailure.Refused(404, null, "Not found"), "unauthorised",
            () -> new ChipiFailure.Unauthorised("no"), "limited",
            () -> new ChipiFailure.RateLimited(Duration.ofMillis(1500)), "unreachable",
            () -> new ChipiFailure.Unreachable("away", null), "unknown",
            () -> new ChipiFailure.OutcomeUnknown("cut", null), "unreadable",
            () -> new ChipiFailure.UnreadableAnswer("<html>", null), "no-sku", CatalogFailure.SkuNotFound::new,
            "mismatch",
            () -> new CatalogFailure.SkuMismatch(
                    List.of(new CatalogFailure.Mismatch("currencyAmount", "must be 50"))),
            "defect", () -> new IllegalStateException(SECRET));

    @RegisterForReflection
    public record Body(String text, BigDecimal amount, List<Integer> numbers) {
    }

    @GET
    @Path("/failures/{name}")
    public Uni<String> fail(@PathParam("name") String name) {
        return Uni.createFrom().failure(FAILURES.get(name).get());
    }

    @GET
    @Path("/streams/{name}")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public Multi<String> stream(@PathParam("name") String name) {
        throw FAILURES.get(name).get();
    }

    @GET
    @Path("/numbers/{number}")
    public String number(@PathParam("number") int number, @QueryParam("page") Integer page) {
        return "\"" + number + page + "\"";
    }

    @POST
    @Path("/bodies")
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<String> body(Body body) {
        return Uni.createFrom().item("\"" + body.text().length() + "\"");
    }

    @POST
    @Path("/blocking-bodies")
    @Consumes(MediaType.APPLICATION_JSON)
    public String blockingBody(Body body) {
        return "\"" + body.text().length() + "\"";
    }

    @POST
    @Path("/raw")
    @Consumes(MediaType.WILDCARD)
    public Uni<Integer> raw(byte[] body) {
        return Uni.createFrom().item(body.length);
    }

    @GET
    @Path("/guarded")
    @Authenticated
    public String guarded() {
        GUARDED_CALLS.incrementAndGet();
        return "\"guarded\"";
    }

    @GET
    @Path("/guarded/{id}")
    @Authenticated
    public String guardedOne(@PathParam("id") String id) {
        GUARDED_CALLS.incrementAndGet();
        return "\"guarded\"";
    }
}
