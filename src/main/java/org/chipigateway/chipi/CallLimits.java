package org.chipigateway.chipi;

import java.time.Duration;

/**
 * How long each part of a call to Chipi may take.
 *
 * @param connection to have one at all: a free one, or name, TCP and TLS
 * @param read from then on, until a read's answer is whole
 * @param order the same of an order
 * @param keepAlive how long an unused connection is kept
 */
record CallLimits(Duration connect, Duration tlsHandshake, Duration connection, Duration read, Duration order,
        Duration keepAlive) {
    static final CallLimits PRODUCTION = new CallLimits(Duration.ofMillis(1500), Duration.ofMillis(1500),
            Duration.ofSeconds(4), Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(20));
}
