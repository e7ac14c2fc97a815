package org.chipigateway.operations;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

import org.chipigateway.purchase.Backlog;
import org.jboss.logging.Logger;

import io.micrometer.core.instrument.MeterRegistry;

/**
 * One kind of things that an operator should look at: a gauge with their number, and a line in the log when there are some where
 * none were, then one an hour as long as there are.
 */
final class BacklogReport {
    private static final Logger LOG = Logger.getLogger(BacklogReport.class);
    static final Duration BETWEEN_LINES = Duration.ofHours(1);

    private final String what;
    private final AtomicLong count;
    private Instant lastLine = Instant.MIN;

    /** @param what what they are, in words that a colon and a number can follow */
    BacklogReport(String what, String gauge, MeterRegistry metrics) {
        this.what = what;
        this.count = metrics.gauge(gauge, new AtomicLong());
    }

    /** The same of what is counted elsewhere. */
    BacklogReport(String what) {
        this.what = what;
        this.count = new AtomicLong();
    }

    synchronized void tell(Backlog backlog, Instant now) {
        boolean wereSome = count.getAndSet(backlog.count()) > 0;
        if (backlog.count() == 0) {
            if (wereSome) {
                LOG.infof("%s: none any more", what);
            }
            return;
        }
        if (!wereSome || !now.isBefore(lastLine.plus(BETWEEN_LINES))) {
            lastLine = now;
            LOG.warnf("%s: %d; the oldest: %s", what, backlog.count(), String.join(", ", backlog.oldest()));
        }
    }
}
