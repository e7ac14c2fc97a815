package org.chipigateway.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

import org.chipigateway.purchase.PurchaseEvent;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;

/**
 * A block of a stream, as bytes that all its readers share. Only ids of the log, fixed words and our own JSON, which is one line, go
 * into one: a line break in a field would begin a field of its own.
 */
final class StreamBlock {
    private static final StreamBlock HEARTBEAT = new StreamBlock(": heartbeat\n\n");
    /** Has data, because browsers drop an event without any; has no id, because it stands nowhere in the log. */
    private static final StreamBlock HEARTBEAT_EVENT = new StreamBlock(": heartbeat\nevent: heartbeat\ndata: {}\n\n");
    private static final StreamBlock RESET = new StreamBlock("event: reset\ndata: {\"reason\":\"log\"}\n\n");
    private static final StreamBlock END = new StreamBlock("event: end\ndata: {\"reason\":\"settled\"}\n\n");
    private static final StreamBlock EXPIRED = reauthenticate("expired");
    private static final StreamBlock POLLING = reauthenticate("polling");

    /** Not a buffer of Netty's: constants are made while a native executable is built, and those are not for there. */
    private final byte[] chunk;
    private final int from;
    private final int length;

    private StreamBlock(String text) {
        byte[] content = text.getBytes(UTF_8);
        byte[] before = (Integer.toHexString(content.length) + "\r\n").getBytes(US_ASCII);
        from = before.length;
        length = content.length;
        chunk = Arrays.copyOf(before, from + length + 2);
        System.arraycopy(content, 0, chunk, from, length);
        chunk[from + length] = '\r';
        chunk[from + length + 1] = '\n';
    }

    /** The bytes as they are. */
    Buffer content() {
        return Buffer.buffer(Unpooled.wrappedBuffer(chunk, from, length));
    }

    /** The same as one chunk of a response of HTTP/1.1: its length, the bytes, a line break. */
    ByteBuf chunk() {
        return Unpooled.wrappedBuffer(chunk);
    }

    @Override
    public String toString() {
        return new String(chunk, from, length, UTF_8);
    }

    /** The first block: tells at once that the stream stands, and how soon to come back when it breaks. */
    static StreamBlock opening(long retryMillis) {
        return new StreamBlock(": open\nretry: " + retryMillis + "\n\n");
    }

    /** The first block of a feed that begins now: from here on it can be resumed, before there was any event. */
    static StreamBlock opening(long retryMillis, long id) {
        return new StreamBlock(": open\nretry: " + retryMillis + "\nid: " + id + "\n\n");
    }

    /** The last block of a stream that its reader shall come back to: without an event, so that nothing is told twice. */
    static StreamBlock comeBack(long retryMillis) {
        return new StreamBlock("retry: " + retryMillis + "\n\n");
    }

    static StreamBlock of(PurchaseEvent event) {
        return new StreamBlock("id: " + event.id() + "\nevent: " + event.type().word() + "\ndata: " + event.data()
                + "\n\n");
    }

    static StreamBlock heartbeat(boolean asEvent) {
        return asEvent ? HEARTBEAT_EVENT : HEARTBEAT;
    }

    /** The log can't go on from where the reader was: they have to look at their purchases anew. */
    static StreamBlock reset() {
        return RESET;
    }

    static StreamBlock end() {
        return END;
    }

    /** What opened the stream has ended. */
    static StreamBlock expired() {
        return EXPIRED;
    }

    /** No bearer is left to ask Chipi with. */
    static StreamBlock polling() {
        return POLLING;
    }

    private static StreamBlock reauthenticate(String reason) {
        return new StreamBlock("event: reauthenticate\ndata: {\"reason\":\"" + reason + "\"}\n\n");
    }
}
