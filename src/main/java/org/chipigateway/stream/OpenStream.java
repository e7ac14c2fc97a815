package org.chipigateway.stream;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;

import org.chipigateway.purchase.Purchase;
import org.chipigateway.purchase.PurchaseChange;
import org.chipigateway.purchase.PurchaseEvent;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.multi.processors.UnicastProcessor;

/**
 * One reader of one purchase: first the history, then what is published live, each event once and in order. It is subscribed to
 * the live events before the history is read, so that none falls between the two; what comes twice is told once by its id.
 */
final class OpenStream {
    /** A purchase has a handful of events; a reader with this many unread has stopped reading, and resumes by id. */
    private static final int LONGEST_QUEUE = 256;

    private final UnicastProcessor<StreamBlock> blocks;
    private final LinkedBlockingQueue<StreamBlock> queue = new LinkedBlockingQueue<>();
    private final Instant credentialEndsAt;
    private final StreamEnd end;
    private final List<PurchaseChange> early = new ArrayList<>();
    /** The purchase as of the newest event that was told of it; null until its history is there. */
    private Purchase known;

    private boolean replayed;
    private boolean over;
    private long lastId;
    private long lastToldNanos;
    private long lastLapse;
    private boolean lapseUntold;

    /** @param whenOver told once, however the stream ends: by us, by the reader, by a broken connection */
    OpenStream(long afterId, Instant credentialEndsAt, StreamEnd end, Runnable whenOver) {
        this.lastId = afterId;
        this.end = end;
        this.credentialEndsAt = credentialEndsAt;
        this.blocks = UnicastProcessor.create(queue, whenOver);
    }

    Multi<StreamBlock> blocks() {
        return blocks;
    }

    synchronized void begin(long retryMillis, long nowNanos) {
        tell(StreamBlock.opening(retryMillis), nowNanos);
    }

    /** @param purchase as it was once the history had been read */
    synchronized void replay(List<PurchaseEvent> history, Purchase purchase, long nowNanos) {
        known = purchase;
        replayed = true;
        history.forEach(event -> tell(event, nowNanos));
        early.forEach(change -> tell(change, nowNanos));
        early.clear();
        endIfReached(nowNanos);
        if (lapseUntold) {
            tell(StreamBlock.reauthenticate("polling"), nowNanos);
        }
    }

    synchronized void live(PurchaseChange change, long nowNanos) {
        if (!replayed) {
            early.add(change);
            return;
        }
        tell(change, nowNanos);
        endIfReached(nowNanos);
    }

    private void tell(PurchaseChange change, long nowNanos) {
        if (change.purchase().lastEventId() > known.lastEventId()) {
            known = change.purchase();
        }
        tell(change.event(), nowNanos);
    }

    private void endIfReached(long nowNanos) {
        if (replayed && end.isReached(known, lastId)) {
            tell(StreamBlock.end(), nowNanos);
            complete();
        }
    }

    /** Heartbeats show a reader that the stream lives, and us that the reader does. */
    synchronized void tick(long nowNanos, Instant now, long heartbeatNanos) {
        if (over) {
            return;
        }
        if (!now.isBefore(credentialEndsAt)) {
            tell(StreamBlock.reauthenticate("expired"), nowNanos);
            complete();
        } else if (nowNanos - lastToldNanos >= heartbeatNanos) {
            tell(StreamBlock.heartbeat(), nowNanos);
        }
        endIfReached(nowNanos);
    }

    /** No bearer is left to ask Chipi with: told once, and after the history; the stream goes on. */
    synchronized void lapse(long number, long nowNanos) {
        if (number > lastLapse) {
            lastLapse = number;
            lapseUntold = !replayed;
            if (replayed) {
                tell(StreamBlock.reauthenticate("polling"), nowNanos);
            }
        }
    }

    /** In the middle: the reader comes back and goes on after the last event it has seen. */
    synchronized void breakOff() {
        complete();
    }

    private void tell(PurchaseEvent event, long nowNanos) {
        if (event.id() > lastId) {
            lastId = event.id();
            tell(StreamBlock.of(event), nowNanos);
        }
    }

    private void tell(StreamBlock block, long nowNanos) {
        if (over) {
            return;
        }
        if (queue.size() >= LONGEST_QUEUE) {
            complete();
            return;
        }
        lastToldNanos = nowNanos;
        blocks.onNext(block);
    }

    private void complete() {
        if (!over) {
            over = true;
            blocks.onComplete();
        }
    }
}
