package org.chipigateway.purchase;

import java.time.Duration;

import org.chipigateway.chipi.ChipiConfig;

/** An account to test with, and the quiet time of production. */
record TestChipi(int requestsPerMinute) implements ChipiConfig {
    static final Duration QUIET = Duration.ofSeconds(60);

    TestChipi() {
        this(100);
    }

    @Override
    public String baseUrl() {
        return "http://chipi";
    }

    @Override
    public String publicKey() {
        return "pk";
    }

    @Override
    public Duration quietTime() {
        return QUIET;
    }
}
