package org.chipigateway.stream;

import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;

import org.chipigateway.purchase.PurchaseEvent;

/**
 * One block of a stream. Only ids of the log, fixed words and our own JSON may go into one: Quarkus lets a carriage return in an
 * id or a name through, which would end the line for a reader.
 *
 * @param id of an event of the log; else null
 * @param retryMillis how long a reader should wait before it reconnects; else null
 */
record StreamBlock(Long id, String name, String data, String comment, Long retryMillis) {

    /** The first block: tells at once that the stream stands, and how soon to come back when it breaks. */
    static StreamBlock opening(long retryMillis) {
        return new StreamBlock(null, null, null, "open", retryMillis);
    }

    static StreamBlock of(PurchaseEvent event) {
        return new StreamBlock(event.id(), event.type().word(), event.data(), null, null);
    }

    static StreamBlock heartbeat() {
        return new StreamBlock(null, null, null, "heartbeat", null);
    }

    static StreamBlock reauthenticate(String reason) {
        return new StreamBlock(null, "reauthenticate", "{\"reason\":\"" + reason + "\"}", null, null);
    }

    /** Has data, because browsers drop an event without any. */
    static StreamBlock end() {
        return new StreamBlock(null, "end", "{\"reason\":\"settled\"}", null, null);
    }

    OutboundSseEvent toSse(Sse sse) {
        OutboundSseEvent.Builder block = sse.newEventBuilder();
        if (comment != null) {
            block.comment(comment);
        }
        if (retryMillis != null) {
            block.reconnectDelay(retryMillis);
        }
        if (id != null) {
            block.id(Long.toString(id));
        }
        if (name != null) {
            block.name(name);
        }
        if (data != null) {
            block.data(String.class, data);
        }
        return block.build();
    }
}
