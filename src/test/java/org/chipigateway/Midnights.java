package org.chipigateway;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;

/**
 * Chipi's idempotency lasts for the day, so that the gateway sends nothing again just before a midnight that may be Chipi's, and
 * for long not after it. A test by the real clock that needs a second send begins when the next one is far enough.
 */
public final class Midnights {
    private static final List<ZoneId> DAYS = List.of(ZoneOffset.UTC, ZoneId.of("America/Mexico_City"));
    /** Before a midnight nothing is sent again for so long. */
    private static final Duration BEFORE = Duration.ofMinutes(2);

    private Midnights() {
    }

    /** Returns at once, but where within this time one would be in the way. */
    public static void letPass(Duration within) {
        Duration ahead = within.plus(BEFORE);
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofSeconds(1)).atMost(ahead.plusMinutes(1))
                .until(() -> DAYS.stream().noneMatch(day -> isNear(ZonedDateTime.now(day), ahead)));
    }

    private static boolean isNear(ZonedDateTime now, Duration ahead) {
        Instant midnight = now.toLocalDate().plusDays(1).atStartOfDay(now.getZone()).toInstant();
        return now.toInstant().plus(ahead).isAfter(midnight);
    }
}
