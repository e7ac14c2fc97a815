package org.chipigateway.chipi;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** How long a {@code Retry-After} asks us to pause, within sane bounds. */
final class RetryAfter {

    private static final Duration UNSAID = Duration.ofSeconds(60);
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private RetryAfter() {
    }

    /** @param header seconds or an HTTP date; null and nonsense give a minute, Chipi's own window */
    static Duration pause(String header, Instant now) {
        Duration asked = asked(header == null ? "" : header.strip(), now);
        if (asked.compareTo(SHORTEST) < 0) {
            return SHORTEST;
        }
        return asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
    }

    private static Duration asked(String header, Instant now) {
        if (header.matches("\\d+")) {
            return header.length() > 9 ? LONGEST : Duration.ofSeconds(Long.parseLong(header));
        }
        try {
            return Duration.between(now, ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME));
        } catch (DateTimeException nonsense) {
            return UNSAID;
        }
    }
}
