package org.chipigateway.webhook;

/** What became of a delivery. */
public enum Outcome {
    /** Not tried yet. */
    NEW,
    /** The purchase that it names stands where it says, or further. */
    APPLIED,
    /** Nothing fits it yet: no such purchase, or one of which Chipi's id isn't known. It is tried again. */
    WAITING,
    /** It tells of nothing that the gateway knows. */
    IGNORED,
    /** It contradicts what is known and was not applied. */
    INCIDENT;

    boolean isOpen() {
        return this == NEW || this == WAITING;
    }
}
