package org.chipigateway.chipi;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.client.api.LoggingScope;
import org.jboss.resteasy.reactive.client.api.QuarkusRestClientProperties;

import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;

/**
 * The connections to Chipi: one pool for reads and one for orders, so that no read, however slow, keeps an order
 * waiting. Built by hand because the handshake's time-out, the queue's length and the limits of an exchange can't be
 * configured otherwise.
 */
@ApplicationScoped
class ChipiConnections {

    private static final Logger LOG = Logger.getLogger(ChipiConnections.class);

    static final int POOL_SIZE = 50;

    private static final Duration CLOSE = Duration.ofSeconds(2);
    /** After those who would only begin another call, and before what an unanswered one is noted in. */
    private static final int BEFORE_THE_STORE = 10_000;
    private static final int QUEUE = 200;
    private static final long ANSWER_BYTES = 4L << 20;

    /** More are there only where a gateway's base URL was changed again and again while purchases were open. */
    private static final int MOST_EARLIER = 8;

    private final String baseUrl;
    private final ChipiApi reads;
    private final ChipiApi orders;
    private final Map<String, ChipiApi> earlier = new ConcurrentHashMap<>();
    private final Function<String, ChipiApi> connect;
    private final Set<CompletableFuture<Void>> underWay = ConcurrentHashMap.newKeySet();

    @Inject
    ChipiConnections(ChipiConfig config, Vertx vertx, TlsConfigurationRegistry tls) {
        this(config, vertx, tls, CallLimits.PRODUCTION);
    }

    ChipiConnections(ChipiConfig config, Vertx vertx, TlsConfigurationRegistry tls, CallLimits limits) {
        this.baseUrl = Account.of(config).baseUrl();
        this.connect = base -> build(base, tls, limits, new ExchangeLimits(vertx, limits.read(), ANSWER_BYTES));
        this.reads = connect.apply(baseUrl);
        this.orders = build(baseUrl, tls, limits, new ExchangeLimits(vertx, limits.order(), ANSWER_BYTES));
    }

    /** Purchases of an earlier configuration are asked about where they were made. */
    ChipiApi reads(Account account) {
        if (account.baseUrl().equals(baseUrl)) {
            return reads;
        }
        if (earlier.size() >= MOST_EARLIER && !earlier.containsKey(account.baseUrl())) {
            throw new IllegalStateException("There were too many earlier base URLs");
        }
        return earlier.computeIfAbsent(account.baseUrl(), connect);
    }

    ChipiApi orders() {
        return orders;
    }

    /** @return to be run when the call has ended and whoever waits for it has been told */
    Runnable callBegins() {
        CompletableFuture<Void> end = new CompletableFuture<>();
        underWay.add(end);
        return () -> {
            underWay.remove(end);
            end.complete(null);
        };
    }

    /**
     * What Chipi hasn't answered now fails while it can still be dealt with; Quarkus itself would cut it when there is nothing left
     * that could. Nothing is lost by it: an order without an answer is looked up at the next start.
     */
    void close(@Observes @Priority(BEFORE_THE_STORE) ShutdownEvent end) throws InterruptedException {
        for (ChipiApi each : all()) {
            close(each);
        }
        try {
            CompletableFuture.allOf(underWay.toArray(CompletableFuture[]::new)).get(CLOSE.toMillis(),
                    TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException late) {
            LOG.warnf("Calls to Chipi had not ended %s after they were cut: %d", CLOSE, underWay.size());
        }
    }

    private List<ChipiApi> all() {
        List<ChipiApi> all = new ArrayList<>(earlier.values());
        all.add(reads);
        all.add(orders);
        return all;
    }

    private static void close(ChipiApi api) {
        try {
            ((Closeable) api).close();
        } catch (IOException broken) {
            LOG.warn("The connections to Chipi could not be closed", broken);
        }
    }

    private static ChipiApi build(String base, TlsConfigurationRegistry tls, CallLimits limits,
            ExchangeLimits exchange) {
        QuarkusRestClientBuilder builder = QuarkusRestClientBuilder.newBuilder()
                .baseUri(URI.create(base.endsWith("/") ? base : base + "/"))
                .followRedirects(false)
                .disableDefaultMapper(true)
                .connectTimeout(limits.connect().toMillis(), TimeUnit.MILLISECONDS)
                .readTimeout(limits.connection().toMillis(), TimeUnit.MILLISECONDS)
                .property(QuarkusRestClientProperties.CONNECTION_POOL_SIZE, POOL_SIZE)
                .property(QuarkusRestClientProperties.CONNECTION_TTL, (int) limits.keepAlive().toSeconds())
                .property(QuarkusRestClientProperties.HTTP2, false)
                // Its log would hold bearers.
                .property(QuarkusRestClientProperties.LOGGING_SCOPE, LoggingScope.NONE)
                .httpClientOptionsCustomizer(options -> bound(options, limits))
                .httpClientRequestCustomizer(exchange)
                .register(new DepartureWriter());
        tls.getDefault().ifPresent(builder::tlsConfiguration);
        return builder.build(ChipiApi.class);
    }

    private static void bound(HttpClientOptions options, CallLimits limits) {
        options.setSslHandshakeTimeout(limits.tlsHandshake().toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        options.getPoolOptions().setMaxWaitQueueSize(QUEUE);
    }
}
