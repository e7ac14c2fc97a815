package org.chipigateway.stream;

import java.util.regex.Pattern;

/** Where a reader resumes. */
final class LastEventId {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    private LastEventId() {
    }

    /**
     * The header, which only reconnecting clients send, wins over the query, which stays in a page's URL for ever.
     *
     * @param newest the newest id of the whole log
     * @return the id to go on after; 0, to start over, where the log can't go on from what was sent
     */
    static long of(String header, String query, long newest) {
        String sent = header == null ? query : header;
        if (sent == null || !NUMBER.matcher(sent.strip()).matches()) {
            return 0;
        }
        long id = Long.parseLong(sent.strip());
        return id > newest ? 0 : id;
    }
}
