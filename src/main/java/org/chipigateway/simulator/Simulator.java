package org.chipigateway.simulator;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;

/**
 * A stand-in for Chipi on its own port: the same paths, checks and JSON under {@code /v1}, its ledger, and an issuer of
 * tokens for made-up users. Faults are asked for by reference ({@link Fault}), for all calls ({@link Switches}), or by
 * {@link Hostility}. It needs no container: tests, crash runs and benchmarks start it in their own process.
 */
public final class Simulator implements AutoCloseable {
    private static final int SECONDS_TO_START = 20;

    private final SimulatorOptions options;
    private final Vertx vertx;
    private final Router router;
    private final TokenIssuer issuer;
    private final Purchases purchases;
    private final Webhooks webhooks;
    private final Carrier carrier;
    private final Gate gate;
    private final Submission submission;
    private HttpServer server;
    private int port;

    private Simulator(SimulatorOptions options) {
        this.options = options;
        this.port = options.port;
        this.purchases = new Purchases(options);
        this.vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1).setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        this.issuer = new TokenIssuer(options.tokenClock);
        this.webhooks = new Webhooks(vertx, options);
        this.carrier = new Carrier(vertx, options, purchases, webhooks);
        this.gate = new Gate(vertx, options, issuer);
        Catalogue catalogue = new Catalogue();
        this.submission = new Submission(vertx, options, purchases, carrier, catalogue);
        this.router = Router.router(vertx);
        new ChipiApi(gate, submission, purchases, catalogue).route(router);
        new Controls(this).route(router);
    }

    private Simulator begin() {
        try {
            acceptConnections();
        } catch (RuntimeException e) {
            close();
            throw new IllegalStateException("The simulator can't listen on " + options.host + ":" + options.port, e);
        }
        purchases.unsettled().forEach(carrier::take);
        return this;
    }

    /** Listens when it returns. */
    public static Simulator start(SimulatorOptions options) {
        return new Simulator(options).begin();
    }

    public int port() {
        return port;
    }

    /** What a client of Chipi takes as its base URL: {@code http://localhost:<port>/v1}. */
    public String baseUrl() {
        return issuer() + "/v1";
    }

    /** The first of the API keys that it accepts. */
    public String firstKey() {
        return options.keys.iterator().next();
    }

    /** The {@code iss} of its tokens: {@code http://localhost:<port>}. */
    public String issuer() {
        return issuer.issuer();
    }

    public String jwksUrl() {
        return issuer() + "/.well-known/jwks.json";
    }

    public TokenIssuer issuerOfTokens() {
        return issuer;
    }

    /** Short for {@code issuerOfTokens().token(subject)}. */
    public String token(String subject) {
        return issuer.token(subject);
    }

    public Ledger ledger() {
        return purchases.ledger();
    }

    public Switches switches() {
        return gate.switches();
    }

    public Webhooks webhooks() {
        return webhooks;
    }

    /** What was asked under {@code /v1}, oldest first. */
    public List<Call> calls() {
        return gate.log().calls();
    }

    /** How many calls of this method had a path that begins so: {@code callsTo("GET", "/v1/transactions/")}. */
    public int callsTo(String method, String pathPrefix) {
        return (int) calls().stream()
                .filter(call -> call.method().equals(method) && call.path().startsWith(pathPrefix)).count();
    }

    /** The most calls in any 60 seconds, those answered 429 included. */
    public int mostCallsInAMinute() {
        return CallLog.most(calls(), RateWindow.WINDOW);
    }

    public void requestsPerMinute(int limit) {
        gate.rate().limit(limit);
    }

    /** For purchases debited from now on. */
    public void settling(Settling to) {
        carrier.settling(to);
    }

    public void hostility(Hostility to) {
        purchases.hostility(to);
        submission.hostility(to);
    }

    /**
     * Ends the open purchases of this hash now, with their webhooks.
     *
     * @param status {@code SUCCESS}, {@code FAILED} or {@code CANCELLED}
     */
    public void settle(String transactionHash, String status) {
        purchases.unsettled().stream().filter(row -> row.hash().equals(transactionHash))
                .forEach(row -> carrier.finish(row, status));
    }

    /** Closes the port: connections are refused until {@link #acceptConnections()}. */
    public synchronized void refuseConnections() {
        if (server != null) {
            await(server.close());
            server = null;
        }
    }

    /** Listens again, on the same port. */
    public synchronized void acceptConnections() {
        if (server == null) {
            server = await(vertx.createHttpServer(new HttpServerOptions().setCompressionSupported(false))
                    .requestHandler(router).listen(port, options.host));
            port = server.actualPort();
            issuer.isAt("http://localhost:" + port);
        }
    }

    /**
     * As freshly started: no rows, no debits, no calls, no switched faults, and everything set since as the options say.
     * Open rows are forgotten; the issuer's keys stay as they are.
     */
    public void reset() {
        carrier.reset(options.settling);
        webhooks.reset(options);
        submission.reset();
        gate.reset();
        purchases.reset(options.hostility);
        issuer.down(false);
    }

    @Override
    public synchronized void close() {
        carrier.close();
        gate.close();
        submission.close();
        webhooks.close();
        await(vertx.close());
        purchases.close();
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(SECONDS_TO_START, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("The simulator's server failed: " + e.getCause().getMessage(),
                    e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("The simulator's server didn't answer in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
