package org.chipigateway.stream;

import java.util.regex.Pattern;

/**
 * Where a reader says they were.
 *
 * @param value of what was sent; negative where that was no number
 */
record LastEventId(boolean isAbsent, long value) {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    /** The header, which only reconnecting clients send, wins over the query, which stays in a page's URL for ever. */
    static LastEventId of(String header, String query) {
        String sent = header == null || header.isBlank() ? query : header;
        // To a reader of Server-Sent Events an empty id is none.
        if (sent == null || sent.isBlank()) {
            return new LastEventId(true, -1);
        }
        boolean number = NUMBER.matcher(sent.strip()).matches();
        return new LastEventId(false, number ? Long.parseLong(sent.strip()) : -1);
    }

    /**
     * @param newest the newest id of the whole log
     * @return the id to go on after; 0, to start over, where the log can't go on from what was sent
     */
    long orStart(long newest) {
        return value < 0 || value > newest ? 0 : value;
    }

    /** Whether a log of which everything up to {@code lastDeleted} may be gone can go on from it. */
    boolean isBetween(long lastDeleted, long newest) {
        return value >= lastDeleted && value <= newest;
    }
}
