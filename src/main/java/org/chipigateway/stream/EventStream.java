package org.chipigateway.stream;

import java.util.List;

import org.chipigateway.purchase.Purchase;
import org.chipigateway.purchase.PurchaseEvent;

/**
 * One reader: first what the log holds, then what is published live, each event once and in order. It hears of live events before the
 * log is read, so that none falls between the two; until it has caught up it only remembers that there were some, and reads the log
 * again. Confined to its event loop.
 */
final class EventStream {

    /** Told once, however the stream ends: by us, by the reader, by a broken connection. */
    interface WhenOver {
        void over(EventStream stream, CloseReason reason);
    }

    private enum Phase {
        /** Nothing was written: it can still be refused. */
        OPENING, REPLAYING, LIVE, OVER
    }

    private final Topic topic;
    private final StreamCredential credential;
    private final StreamOutput output;
    private final WhenOver whenOver;
    private final StreamEnd end;
    private final long closesAtNanos;
    /** Its place among the streams of its topic. */
    int index;

    private Phase phase = Phase.OPENING;
    private long lastId;
    private long publishedId;
    private long lastToldNanos;
    private long lastLapse;
    private boolean lapseUntold;
    /** Of a feed: each of its purchases lapses by itself, for the one reason that their owner's bearer has ended. */
    private boolean lapsed;
    /** Of one purchase: its newest event, and when nothing more is to be expected of it. */
    private long newestId;
    private long endsAtMillis = Long.MAX_VALUE;

    EventStream(Topic topic, StreamCredential credential, StreamOutput output, StreamEnd end, long closesAtNanos,
            WhenOver whenOver) {
        this.topic = topic;
        this.credential = credential;
        this.output = output;
        this.end = end;
        this.closesAtNanos = closesAtNanos;
        this.whenOver = whenOver;
    }

    Topic topic() {
        return topic;
    }

    StreamCredential credential() {
        return credential;
    }

    /** The head has been sent. */
    void begin(long afterId, long nowNanos) {
        if (phase == Phase.OPENING) {
            phase = Phase.REPLAYING;
            lastId = afterId;
            lastToldNanos = nowNanos;
        }
    }

    long lastId() {
        return lastId;
    }

    boolean isOver() {
        return phase == Phase.OVER;
    }

    /** @param purchase as it was found; what was published since is known already */
    void learn(Purchase purchase) {
        if (topic instanceof Topic.OfPurchase && purchase.lastEventId() >= newestId) {
            newestId = purchase.lastEventId();
            endsAtMillis = end.atMillis(purchase);
        }
    }

    /** @return how many of them it hadn't told yet */
    int replay(List<PurchaseEvent> page, long nowNanos) {
        int told = 0;
        for (PurchaseEvent event : page) {
            if (event.id() > lastId && phase == Phase.REPLAYING) {
                lastId = event.id();
                tell(StreamBlock.of(event), nowNanos);
                told++;
            }
        }
        return told;
    }

    /**
     * The log has nothing more than what was replayed.
     *
     * @return false where more was published meanwhile: the log has to be read again
     */
    boolean caughtUp(long nowNanos, long nowMillis) {
        if (phase != Phase.REPLAYING) {
            return true;
        }
        if (publishedId > lastId) {
            return false;
        }
        phase = Phase.LIVE;
        endIfReached(nowMillis);
        if (lapseUntold && phase == Phase.LIVE) {
            lapseUntold = false;
            tell(StreamBlock.polling(), nowNanos);
        }
        return true;
    }

    /** @return whether it was told to the reader */
    boolean live(PublishedEvent event, long nowNanos, long nowMillis) {
        learn(event.change().purchase());
        if (phase != Phase.LIVE) {
            publishedId = event.id();
            return false;
        }
        if (event.id() <= lastId) {
            return false;
        }
        lastId = event.id();
        boolean told = tell(event.block(), nowNanos);
        endIfReached(nowMillis);
        return told;
    }

    /** Heartbeats show a reader that the stream lives, and us that the reader does. */
    void tick(long nowNanos, long nowMillis, long heartbeatNanos, long retryMillis) {
        if (phase == Phase.OVER) {
            return;
        }
        if (output.isGone()) {
            readerLeft();
        } else if (phase == Phase.OPENING) {
            return;
        } else if (nowMillis >= credential.endsAt().toEpochMilli()) {
            complete(StreamBlock.expired(), CloseReason.EXPIRED);
        } else if (nowNanos - closesAtNanos >= 0) {
            complete(StreamBlock.comeBack(retryMillis), CloseReason.MAX_LIFE);
        } else if (nowNanos - lastToldNanos >= heartbeatNanos) {
            tell(StreamBlock.heartbeat(credential.isTicket()), nowNanos);
        }
        endIfReached(nowMillis);
    }

    /** No bearer is left to ask Chipi with: told once, and after the history; the stream goes on. */
    void lapse(long number, long nowNanos) {
        if (number <= lastLapse || (lapsed && topic instanceof Topic.OfOwner)) {
            return;
        }
        lastLapse = number;
        lapsed = true;
        if (phase == Phase.LIVE) {
            tell(StreamBlock.polling(), nowNanos);
        } else {
            lapseUntold = true;
        }
    }

    /** In the middle: the reader comes back and goes on after the last event it has seen. One that is being opened can't be broken off yet. */
    void breakOff(CloseReason reason, long retryMillis) {
        if (phase != Phase.OPENING) {
            complete(StreamBlock.comeBack(retryMillis), reason);
        }
    }

    /** Nothing was sent; the request is answered otherwise. */
    void abandon() {
        complete(null, CloseReason.STORE);
    }

    /** The next lapse is another one. */
    void bearerCame() {
        lapsed = false;
        lapseUntold = false;
    }

    boolean isOpening() {
        return phase == Phase.OPENING;
    }

    /** By a defect of ours: the reader comes back. */
    void fail() {
        if (phase != Phase.OVER) {
            phase = Phase.OVER;
            whenOver.over(this, CloseReason.DEFECT);
            output.cut();
        }
    }

    void readerLeft() {
        if (phase != Phase.OVER) {
            phase = Phase.OVER;
            whenOver.over(this, CloseReason.READER_LEFT);
        }
    }

    private void endIfReached(long nowMillis) {
        if (phase == Phase.LIVE && nowMillis >= endsAtMillis && lastId >= newestId) {
            complete(StreamBlock.end(), CloseReason.SETTLED);
        }
    }

    private boolean tell(StreamBlock block, long nowNanos) {
        if (output.write(block)) {
            lastToldNanos = nowNanos;
            return true;
        }
        complete(null, CloseReason.SLOW);
        return false;
    }

    private void complete(StreamBlock last, CloseReason reason) {
        if (phase == Phase.OVER) {
            return;
        }
        boolean begun = phase != Phase.OPENING;
        phase = Phase.OVER;
        whenOver.over(this, reason);
        if (!begun) {
            return;
        }
        switch (reason) {
            case SLOW -> output.giveUp();
            case DRAINING -> output.completeAndClose(last);
            default -> output.complete(last);
        }
    }
}
