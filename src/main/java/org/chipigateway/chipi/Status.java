package org.chipigateway.chipi;

import java.util.Locale;

/** Chipi's status words. Older pages say COMPLETED and ERROR, and write them in lower case. */
public enum Status {
    PENDING, PROCESSING, SUCCESS, FAILED, CANCELLED,
    /** A word that we don't know: not settled, as far as anybody can tell. */
    UNKNOWN;

    public static Status of(String word) {
        if (word == null) {
            return UNKNOWN;
        }
        return switch (word.strip().toUpperCase(Locale.ROOT)) {
            case "PENDING" -> PENDING;
            case "PROCESSING" -> PROCESSING;
            case "SUCCESS", "COMPLETED" -> SUCCESS;
            case "FAILED", "ERROR" -> FAILED;
            case "CANCELLED", "CANCELED" -> CANCELLED;
            default -> UNKNOWN;
        };
    }
}
