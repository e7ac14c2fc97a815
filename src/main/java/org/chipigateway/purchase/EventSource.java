package org.chipigateway.purchase;

/** How the gateway learnt what an event tells. */
public enum EventSource {
    CREATE("create"), POLL("poll"), WEBHOOK("webhook"), RECOVERY("recovery");

    private final String word;

    EventSource(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }
}
