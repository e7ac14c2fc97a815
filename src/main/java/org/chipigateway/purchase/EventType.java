package org.chipigateway.purchase;

/** What an event of the log tells; {@code word} is the SSE event's name. */
public enum EventType {
    /** The purchase's status changed; the first event of a purchase is one too. */
    STATUS("status"),
    /** The row gained something, such as the carrier's receipt, or an incident was noted. */
    DETAIL("detail"),
    /** After a terminal status: what becomes of the money. */
    REFUND("refund");

    private final String word;

    EventType(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }
}
