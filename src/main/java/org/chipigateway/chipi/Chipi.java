package org.chipigateway.chipi;

import java.time.InstantSource;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import org.chipigateway.chipi.ChipiFailure.Unauthorised;
import org.chipigateway.chipi.ChipiFailure.UnreadableAnswer;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.smallrye.mutiny.Uni;

/**
 * Chipi's bill-payment flow. Every failure is a {@link ChipiFailure}; nothing is retried here. Each call uses up
 * the permit that it is given, whatever becomes of it. A call goes on to its end
 * when nobody waits for it any more: an order must not be cut, and a cut read would cost a connection.
 */
@ApplicationScoped
public class Chipi {

    private static final Pattern HEADER_TOKEN = Pattern.compile("[\\x21-\\x7e]+");

    private final ChipiConnections connections;
    private final Account account;
    private final InstantSource clock;

    @Inject
    Chipi(ChipiConnections connections, ChipiConfig config, InstantSource clock) {
        this.connections = connections;
        this.account = Account.of(config);
        this.clock = clock;
    }

    /** For the container's proxy, and for stand-ins in tests of other packages. */
    protected Chipi() {
        this.connections = null;
        this.account = null;
        this.clock = null;
    }

    /** {@code GET /skus}: Chipi's page as it came, an object with a {@code data} array. */
    public Uni<ObjectNode> skus(SkuQuery query, String bearer, RequestPermit permit) {
        return read(bearer, account, permit, page -> page.path("data").isArray(),
                authorization -> connections.reads(account).skus(account.apiKey(), authorization, query.page(),
                        query.limit(),
                        query.offset(), query.provider(), query.category(), query.chipiCategory(), query.carrierName(),
                        query.locale()));
    }

    /** {@code GET /skus/{id}}. */
    public Uni<Sku> sku(String id, String bearer, RequestPermit permit) {
        return readOne(id, bearer, account, permit,
                authorization -> connections.reads(account).sku(account.apiKey(), authorization, id)).map(Sku::of);
    }

    /** {@code POST /sku-purchases}: the call that debits. */
    public Uni<Transaction> submit(PurchaseOrder order, String bearer, SendPermit sendPermit,
            RequestPermit requestPermit) {
        return call(bearer, account, requestPermit, (authorization, verdict) -> {
            Departure departure = new Departure(ChipiJson.write(order), sendPermit);
            return Uni.createFrom()
                    .deferred(() -> connections.orders().submit(account.apiKey(), authorization, departure))
                    .map(response -> verdict.ofOrder(answer(response)))
                    .onFailure(Chipi::isNoVerdict)
                    .transform(failure -> {
                        if (departure.wasHeld()) {
                            requestPermit.giveBack();
                        }
                        return verdict.ofOrderWithoutAnswer(failure, departure.mayHaveLeft());
                    });
        });
    }

    /** {@code GET /sku-purchases/{id}}, by Chipi's id, where the purchase was made. */
    public Uni<Transaction> purchase(String id, String bearer, Account where, RequestPermit permit) {
        return readOne(id, bearer, where, permit,
                authorization -> connections.reads(where).purchase(where.apiKey(), authorization, id))
                .map(Transaction::of);
    }

    /** {@code GET /transactions/{hashOrId}}, where the purchase was made or may have been. */
    public Uni<Transaction> transaction(String hashOrId, String bearer, Account where, RequestPermit permit) {
        return readOne(hashOrId, bearer, where, permit,
                authorization -> connections.reads(where).transaction(where.apiKey(), authorization, hashOrId))
                .map(Transaction::of);
    }

    private Uni<ObjectNode> readOne(String id, String bearer, Account where, RequestPermit permit,
            Function<String, Uni<Response>> call) {
        if (id == null || id.isBlank() || id.equals(".") || id.equals("..")) {
            permit.giveBack();
            return Uni.createFrom().failure(new UnreadableAnswer("No path can carry this id", null));
        }
        return read(bearer, where, permit, row -> row.path("id").isTextual() && !row.path("id").textValue().isBlank(),
                call);
    }

    private Uni<ObjectNode> read(String bearer, Account where, RequestPermit permit, Predicate<ObjectNode> shape,
            Function<String, Uni<Response>> request) {
        return call(bearer, where, permit, (authorization, verdict) -> {
            return Uni.createFrom()
                    .deferred(() -> request.apply(authorization))
                    .map(response -> verdict.ofRead(answer(response), shape))
                    .onFailure(Chipi::isNoVerdict)
                    .transform(verdict::ofReadWithoutAnswer);
        });
    }

    private static boolean isNoVerdict(Throwable failure) {
        return !(failure instanceof ChipiFailure);
    }

    private <T> Uni<T> call(String bearer, Account where, RequestPermit permit,
            BiFunction<String, Verdict, Uni<T>> request) {
        if (bearer == null || !HEADER_TOKEN.matcher(bearer).matches()) {
            permit.giveBack();
            return Uni.createFrom().failure(() -> new Unauthorised("This bearer is none that a header can carry"));
        }
        Verdict verdict = new Verdict(new Redaction(bearer, where.apiKey()), clock);
        return Uni.createFrom()
                .emitter(caller -> {
                    Runnable ended = connections.callBegins();
                    Uni.createFrom().deferred(() -> request.apply("Bearer " + bearer, verdict))
                            .onItemOrFailure().invoke((answer, failure) -> permit.end(failure))
                            .subscribe()
                            .with(answer -> {
                                caller.complete(answer);
                                ended.run();
                            }, failure -> {
                                caller.fail(failure);
                                ended.run();
                            });
                });
    }

    private static Answer answer(Response response) {
        byte[] body = response.hasEntity() ? response.readEntity(byte[].class) : null;
        return new Answer(response.getStatus(), response.getHeaderString(HttpHeaders.RETRY_AFTER),
                ChipiJson.object(body));
    }
}
