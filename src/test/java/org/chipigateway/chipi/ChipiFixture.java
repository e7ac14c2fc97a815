package org.chipigateway.chipi;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

import io.quarkus.arc.Arc;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

/** Chipi clients for a test's own server, and what they send. */
public final class ChipiFixture {

    public static final String KEY = "pk_dev_0123456789abcdef0123456789abcdef";
    public static final String BEARER = "eyJhbGciOiJub25lIn0.bearer-of-the-customer.c2ln";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /** Longer than any test waits. */
    static final CallLimits PATIENT = new CallLimits(PATIENCE, PATIENCE, PATIENCE, PATIENCE, PATIENCE, PATIENCE);
    static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    private ChipiFixture() {
    }

    /** A client that no slow machine makes give up; only inside a Quarkus test. */
    public static Chipi chipi(String baseUrl) {
        return chipi(baseUrl, PATIENT);
    }

    /** @param exchange how long one may take, once a connection stands */
    static Chipi chipi(String baseUrl, Duration exchange) {
        return chipi(baseUrl, new CallLimits(PATIENT.connect(), PATIENT.tlsHandshake(), PATIENT.connection(), exchange,
                exchange, PATIENT.keepAlive()));
    }

    static Chipi chipi(String baseUrl, CallLimits limits) {
        return chipi(baseUrl, limits, bean(TlsConfigurationRegistry.class));
    }

    static Chipi chipi(String baseUrl, TlsConfigurationRegistry tls) {
        return chipi(baseUrl, PATIENT, tls);
    }

    private static Chipi chipi(String baseUrl, CallLimits limits, TlsConfigurationRegistry tls) {
        ChipiConfig config = config(baseUrl);
        return new Chipi(new ChipiConnections(config, bean(Vertx.class), tls, limits), config,
                InstantSource.fixed(NOW));
    }

    /** Returns when all event loops have done what they had begun, and what followed from that: a pool has its connections back. */
    static void letEventLoopsCatchUp() {
        for (int round = 0; round < 3; round++) {
            bean(Vertx.class).nettyEventLoopGroup().forEach(loop -> loop.submit(() -> {
            }).syncUninterruptibly());
        }
    }

    /** A port that nobody listens at, nor can while this socket is open. */
    static Socket mutePort() throws IOException {
        Socket bound = new Socket();
        bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return bound;
    }

    static RequestPermit permit() {
        return new UnlimitedBudget().permit();
    }

    static PurchaseOrder order(String hash) {
        return new PurchaseOrder(hash, "sku-tl-TEL010", "5512345678", new BigDecimal("1E+1"), "STARKNET", "USDC", "0x0",
                BigDecimal.ZERO);
    }

    static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(30));
    }

    private static <T> T bean(Class<T> type) {
        return Arc.container().instance(type).get();
    }

    static ChipiConfig config(String baseUrl) {
        return new ChipiConfig() {
            @Override
            public String baseUrl() {
                return baseUrl;
            }

            @Override
            public String publicKey() {
                return KEY;
            }

            @Override
            public int requestsPerMinute() {
                return 100;
            }

            @Override
            public Duration quietTime() {
                return Duration.ofSeconds(60);
            }
        };
    }
}
