package org.chipigateway.purchase;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.chipigateway.chipi.ChipiConfig;

/**
 * What to do next with a purchase of which Chipi hasn't said that it has it. Pure: everything it needs is given, so that every
 * case can be tried. The rule that it keeps: a hash is sent again only when provably absent at Chipi.
 */
@ApplicationScoped
class SubmissionPolicy {
    /** Two proofs of absence lie this far apart. */
    static final Duration BETWEEN_PROOFS = Duration.ofSeconds(10);
    /** Chipi's idempotency lasts for the day only, and which clock's day isn't known. */
    static final List<ZoneId> DAYS = List.of(ZoneOffset.UTC, ZoneId.of("America/Mexico_City"));
    static final Duration QUIET_OVER_MIDNIGHT = Duration.ofMinutes(15);
    static final Duration BEFORE_MIDNIGHT = Duration.ofMinutes(2);
    private static final Duration FIRST_LOOK_UP_AGAIN = Duration.ofSeconds(1);
    private static final Duration SLOWEST_LOOK_UP = Duration.ofMinutes(5);

    enum Step {
        SEND, LOOK_UP, WAIT, REJECT
    }

    /** @param at when to ask again, for WAIT; else null */
    record Decision(Step step, Instant at) {
        static Decision now(Step step) {
            return new Decision(step, null);
        }

        static Decision waitUntil(Instant at) {
            return new Decision(Step.WAIT, at);
        }
    }

    private final Duration quietTime;
    private final Duration submitWithin;

    SubmissionPolicy(ChipiConfig chipi, PurchaseConfig config) {
        this.quietTime = chipi.quietTime();
        this.submitWithin = config.submitWithin();
    }

    Decision decide(Purchase purchase, List<Send> sends, LookUps lookUps, Instant now) {
        boolean tooLate = now.isAfter(lastSend(purchase));
        List<Send> unresolved = sends.stream().filter(Send::unresolved).toList();
        if (unresolved.isEmpty()) {
            return Decision.now(tooLate ? Step.REJECT : Step.SEND);
        }
        Instant quietUntil = quietUntil(unresolved, now);
        if (provenAbsent(lookUps, quietUntil)) {
            if (tooLate) {
                return Decision.now(Step.REJECT);
            }
            Instant midnight = midnightAfter(now);
            return now.isAfter(midnight.minus(BEFORE_MIDNIGHT))
                    ? Decision.waitUntil(midnight)
                    : Decision.now(Step.SEND);
        }
        Instant next = nextLookUp(lookUps, quietUntil, now);
        return next.isAfter(now) ? Decision.waitUntil(next) : Decision.now(Step.LOOK_UP);
    }

    /** No send starts later than this. */
    Instant lastSend(Purchase purchase) {
        return purchase.askedAt().plus(submitWithin);
    }

    /** When look-ups begin to prove something about these sends. */
    Instant quietUntil(List<Send> unresolved, Instant now) {
        Instant first = unresolved.stream().map(Send::startedAt).min(Comparator.naturalOrder()).orElseThrow();
        Instant ended = unresolved.stream().map(Send::endedAtTheLatest).max(Comparator.naturalOrder()).orElseThrow();
        boolean overMidnight = DAYS.stream().anyMatch(zone -> !day(first, zone).equals(day(now, zone)));
        Duration longer = quietTime.compareTo(QUIET_OVER_MIDNIGHT) > 0 ? quietTime : QUIET_OVER_MIDNIGHT;
        return ended.plus(overMidnight ? longer : quietTime);
    }

    private static boolean provenAbsent(LookUps lookUps, Instant quietUntil) {
        return lookUps.absentSince() != null && !lookUps.absentSince().isBefore(quietUntil)
                && !lookUps.absentAt().isBefore(lookUps.absentSince().plus(BETWEEN_PROOFS));
    }

    /** At once, then ever more slowly; but as soon as an answer can prove something, and again for the second proof. */
    private static Instant nextLookUp(LookUps lookUps, Instant quietUntil, Instant now) {
        if (lookUps.lastAt() == null) {
            return now;
        }
        if (lookUps.absentSince() != null && !lookUps.absentSince().isBefore(quietUntil)) {
            return lookUps.absentSince().plus(BETWEEN_PROOFS);
        }
        int doublings = Math.min(lookUps.count() - 1, 20);
        Duration pause = FIRST_LOOK_UP_AGAIN.multipliedBy(1L << Math.max(0, doublings));
        Instant next = lookUps.lastAt().plus(pause.compareTo(SLOWEST_LOOK_UP) > 0 ? SLOWEST_LOOK_UP : pause);
        boolean proofPossible = lookUps.lastAt().isBefore(quietUntil) && next.isAfter(quietUntil);
        return proofPossible ? quietUntil : next;
    }

    private static Instant midnightAfter(Instant now) {
        return DAYS.stream().map(zone -> day(now, zone).plusDays(1).atStartOfDay(zone).toInstant())
                .min(Comparator.naturalOrder()).orElseThrow();
    }

    private static LocalDate day(Instant at, ZoneId zone) {
        return LocalDate.ofInstant(at, zone);
    }
}
