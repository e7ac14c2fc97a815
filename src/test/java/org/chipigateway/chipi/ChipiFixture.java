package org.chipigateway.chipi;

import java.math.BigDecimal;
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
    static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    private ChipiFixture() {
    }

    /** A client with the real limits; only inside a Quarkus test. */
    public static Chipi chipi(String baseUrl) {
        return chipi(baseUrl, null);
    }

    /** @param limit how long an exchange may take, instead of the real limits; or null */
    static Chipi chipi(String baseUrl, Duration limit) {
        return chipi(baseUrl, limit, bean(TlsConfigurationRegistry.class));
    }

    static Chipi chipi(String baseUrl, Duration limit, TlsConfigurationRegistry tls) {
        ChipiConfig config = config(baseUrl);
        ChipiConnections connections = new ChipiConnections(config, bean(Vertx.class), tls,
                usual -> limit == null ? usual : limit);
        return new Chipi(connections, config, InstantSource.fixed(NOW));
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
