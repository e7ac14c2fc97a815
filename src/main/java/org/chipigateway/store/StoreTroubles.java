package org.chipigateway.store;

import java.sql.SQLException;

import org.jboss.logging.Logger;

/** Remembers whether the last work failed. Logs the first failure of a row, not each: a full disk is no reason to fill another. */
final class StoreTroubles {
    private static final Logger LOG = Logger.getLogger(StoreTroubles.class);
    private static final long REPEATED_AFTER_NANOS = 60_000_000_000L;

    private final String does;
    private SqliteTrouble last;
    private long loggedNanos;

    /** @param does what the store does, in a word */
    StoreTroubles(String does) {
        this.does = does;
    }

    void met(SQLException failure) {
        LOG.debug("The store failed", failure);
        met(SqliteTrouble.of(failure), failure.getMessage());
    }

    /** Work was not done in time; where some failed before, that says more about why. */
    synchronized void slow(String what) {
        if (last == null || last == SqliteTrouble.SLOW) {
            met(SqliteTrouble.SLOW, what);
        }
    }

    private synchronized void met(SqliteTrouble trouble, String details) {
        long now = System.nanoTime();
        if (trouble != last || now - loggedNanos > REPEATED_AFTER_NANOS) {
            loggedNanos = now;
            LOG.errorf("The store can't %s. GATEWAY_SQLITE_PATH: the database %s (%s)", does, trouble.advice(),
                    details);
        }
        last = trouble;
    }

    synchronized void over() {
        if (last != null) {
            LOG.infof("The store can %s again", does);
            last = null;
        }
    }

    synchronized boolean met() {
        return last != null;
    }
}
