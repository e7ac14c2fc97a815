package org.chipigateway.purchase;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code wait} of a {@code Prefer} header (RFC 7240).
 *
 * @param waiting how long the caller is ready to wait for the purchase to settle, at most 50 s
 */
record Preference(Duration waiting) {
    static final int LONGEST_SECONDS = 50;
    private static final Pattern WAIT = Pattern.compile("\\s*wait\\s*=\\s*\"?(\\d{1,9})\"?\\s*(;.*)?",
            Pattern.CASE_INSENSITIVE);

    /** Preferences that we don't know, or can't read, count as not sent: so the RFC wants it. */
    static Optional<Preference> of(List<String> headers) {
        return headers.stream().flatMap(header -> List.of(header.split(",")).stream()).map(WAIT::matcher)
                .filter(Matcher::matches).findFirst()
                .map(wait -> new Preference(
                        Duration.ofSeconds(Math.min(LONGEST_SECONDS, Long.parseLong(wait.group(1))))));
    }

    /** The answer's {@code Preference-Applied}. */
    String applied() {
        return "wait=" + waiting.toSeconds();
    }
}
