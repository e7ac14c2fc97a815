package org.chipigateway.crash;

/** One promise that a run saw broken, with the purchase's hash. */
record Violation(Kind kind, String hash, String detail) {

    enum Kind {
        /** More than one debit for one hash. */
        DOUBLED,
        /** A debit, or an acknowledged purchase, of which the gateway doesn't know. */
        LOST,
        /** Told as bought, and there is no debit. */
        INVENTED,
        /** Not settled at the end. */
        UNRESOLVED,
        /** The end that the gateway tells is not Chipi's. */
        WRONG_END,
        INCIDENT,
        /** A log whose ids, states or ends are not in order. */
        WRONG_HISTORY,
        MISSING_EVENT,
        REPEATED_EVENT,
        /** What a client was told is not what the log says. */
        OTHER_EVENT,
        /** An answer that the promises leave no room for. */
        UNEXPECTED_ANSWER
    }

    @Override
    public String toString() {
        return kind + " " + hash + ": " + detail;
    }
}
