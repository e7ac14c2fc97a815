package org.chipigateway.stream;

import org.chipigateway.purchase.PurchaseEvent;

import io.vertx.core.buffer.Buffer;

/**
 * The blocks of a stream, as bytes. Only ids of the log, fixed words and our own JSON, which is one line, go into one: a line break
 * in a field would begin a field of its own.
 */
final class StreamBlock {
    private static final Buffer HEARTBEAT = Buffer.buffer(": heartbeat\n\n");
    /** Has data, because browsers drop an event without any; has no id, because it stands nowhere in the log. */
    private static final Buffer HEARTBEAT_EVENT = Buffer.buffer(": heartbeat\nevent: heartbeat\ndata: {}\n\n");
    private static final Buffer RESET = Buffer.buffer("event: reset\ndata: {\"reason\":\"log\"}\n\n");
    private static final Buffer END = Buffer.buffer("event: end\ndata: {\"reason\":\"settled\"}\n\n");
    private static final Buffer EXPIRED = reauthenticate("expired");
    private static final Buffer POLLING = reauthenticate("polling");

    private StreamBlock() {
    }

    /** The first block: tells at once that the stream stands, and how soon to come back when it breaks. */
    static Buffer opening(long retryMillis) {
        return Buffer.buffer(": open\nretry: " + retryMillis + "\n\n");
    }

    /** The first block of a feed that begins now: from here on it can be resumed, before there was any event. */
    static Buffer opening(long retryMillis, long id) {
        return Buffer.buffer(": open\nretry: " + retryMillis + "\nid: " + id + "\n\n");
    }

    /** The last block of a stream that its reader shall come back to: without an event, so that nothing is told twice. */
    static Buffer comeBack(long retryMillis) {
        return Buffer.buffer("retry: " + retryMillis + "\n\n");
    }

    static Buffer of(PurchaseEvent event) {
        return Buffer.buffer("id: " + event.id() + "\nevent: " + event.type().word() + "\ndata: " + event.data()
                + "\n\n");
    }

    static Buffer heartbeat(boolean asEvent) {
        return asEvent ? HEARTBEAT_EVENT : HEARTBEAT;
    }

    /** The log can't go on from where the reader was: they have to look at their purchases anew. */
    static Buffer reset() {
        return RESET;
    }

    static Buffer end() {
        return END;
    }

    /** What opened the stream has ended. */
    static Buffer expired() {
        return EXPIRED;
    }

    /** No bearer is left to ask Chipi with. */
    static Buffer polling() {
        return POLLING;
    }

    private static Buffer reauthenticate(String reason) {
        return Buffer.buffer("event: reauthenticate\ndata: {\"reason\":\"" + reason + "\"}\n\n");
    }
}
