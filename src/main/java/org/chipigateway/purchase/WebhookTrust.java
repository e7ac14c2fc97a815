package org.chipigateway.purchase;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

import jakarta.enterprise.context.ApplicationScoped;

import org.chipigateway.chipi.MonotonicClock;
import org.jboss.logging.Logger;

/**
 * Whether webhooks tell of purchases' ends reliably enough for polls to be a safety net only. Found out by experience, because a
 * secret that is configured here says nothing of what is configured at Chipi: trust takes a row of purchases whose end was told, and is lost
 * where polls find ends that weren't. So that this shows soon, a few purchases are polled early.
 */
@ApplicationScoped
class WebhookTrust {
    private static final Logger LOG = Logger.getLogger(WebhookTrust.class);
    static final int TOLD_IN_A_ROW = 20;
    static final int MISSED_IN_A_ROW = 2;
    static final int JUDGED = 5;
    static final int MISSED_OF_JUDGED = 4;
    static final Duration BETWEEN_PROBES = Duration.ofSeconds(10);

    private final MonotonicClock clock;
    private final Deque<Boolean> judged = new ArrayDeque<>();
    private boolean trusted;
    private int told;
    private int missed;
    private boolean probed;
    private long lastProbe;

    WebhookTrust(MonotonicClock clock) {
        this.clock = clock;
    }

    synchronized boolean given() {
        return trusted;
    }

    /** Whether this purchase, just confirmed, is to be one of the few that are polled early. */
    synchronized boolean probe() {
        long now = clock.nanos();
        if (probed && now - lastProbe < BETWEEN_PROBES.toNanos()) {
            return false;
        }
        probed = true;
        lastProbe = now;
        return true;
    }

    /** A webhook told of a purchase's end. */
    synchronized void told() {
        missed = 0;
        told++;
        if (!trusted && told >= TOLD_IN_A_ROW) {
            trusted = true;
            judged.clear();
            LOG.info("Webhooks tell of purchases' ends: polls are the safety net only");
        }
    }

    /** A poll found a purchase's end of which no webhook had told. @return whether trust was lost by this */
    synchronized boolean missed() {
        told = 0;
        missed++;
        return judge(true);
    }

    /** A poll of the safety net found that the purchase had indeed not ended. */
    synchronized void notMissed() {
        judge(false);
    }

    private boolean judge(boolean wasMissed) {
        if (!trusted) {
            return false;
        }
        judged.add(wasMissed);
        if (judged.size() > JUDGED) {
            judged.remove();
        }
        if (missed < MISSED_IN_A_ROW && judged.stream().filter(each -> each).count() < MISSED_OF_JUDGED) {
            return false;
        }
        trusted = false;
        LOG.warn("Webhooks no longer tell of purchases' ends: they are polled for until webhooks come again");
        return true;
    }
}
