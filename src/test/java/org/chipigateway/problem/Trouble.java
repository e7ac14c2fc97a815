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
import org.chipigateway.purchase.PurchaseFailure;

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

    private static final Map<String, Supplier<RuntimeException>> FAILURES = Map.ofEntries(
            entry("refused", () -> new ChipiFailure.Refused(402, "NO_CREDITS", "Not enough credits")),
            entry("refused-without-code", () -> new ChipiFailure.Refused(404, null, "Not found")),
            entry("unauthorised", () -> new ChipiFailure.Unauthorised("no")),
            entry("limited", () -> new ChipiFailure.RateLimited(Duration.ofMillis(1500))),
            entry("exhausted", () -> new ChipiFailure.BudgetExhausted(Duration.ofMillis(32100))),
            entry("down", () -> new ChipiFailure.BudgetExhausted(Duration.ofMillis(4100), true)),
            entry("unreachable", () -> new ChipiFailure.Unreachable("away", null)),
            entry("unknown", () -> new ChipiFailure.OutcomeUnknown("cut", null)),
            entry("unreadable", () -> new ChipiFailure.UnreadableAnswer("<html>", null)),
            entry("no-sku", CatalogFailure.SkuNotFound::new),
            entry("mismatch",
                    () -> new CatalogFailure.SkuMismatch(
                            List.of(new CatalogFailure.Mismatch("currencyAmount", "must be 50")))),
            entry("many-waiting", () -> new PurchaseFailure.TooManyWaiting(Duration.ofMillis(6100))),
            entry("busy", () -> new PurchaseFailure.Busy(Duration.ofMillis(7100))),
            entry("defect", () -> new IllegalStateException(SECRET)));

    private static Map.Entry<String, Supplier<RuntimeException>> entry(String name,
            Supplier<RuntimeException> failure) {
        return Map.entry(name, failure);
    }

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
