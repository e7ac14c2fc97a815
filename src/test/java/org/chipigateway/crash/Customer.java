package org.chipigateway.crash;

import java.time.Duration;

import org.chipigateway.simulator.TokenIssuer;

/** One owner of purchases, with tokens that live a minute, as many providers' do. */
final class Customer {
    private static final Duration LIFE = Duration.ofSeconds(60);
    private static final long RENEWED_AFTER_NANOS = Duration.ofSeconds(40).toNanos();

    private final String name;
    private final TokenIssuer issuer;
    private String token;
    private long issuedNanos;

    Customer(String name, TokenIssuer issuer) {
        this.name = name;
        this.issuer = issuer;
    }

    synchronized String authorization() {
        long now = System.nanoTime();
        if (token == null || now - issuedNanos > RENEWED_AFTER_NANOS) {
            token = issuer.token(name, LIFE);
            issuedNanos = now;
        }
        return "Bearer " + token;
    }
}
