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
    private final boolean lookUpFirst;

    SubmissionPolicy(ChipiConfig chipi, PurchaseConfig config) {
        this.quietTime = chipi.quietTime();
        this.submitWithin = config.submitWithin();
        this.lookUpFirst = config.lookUpFirst();
    }

    Decision decide(Purchase purchase, List<Send> sends, Recollection recollection, Moment now) {
        List<Send> unresolved = sends.stream().filter(Send::unresolved).toList();
        LookUps lookUps = recollection.lookUps();
        QuietTime quiet = quietTime(unresolved, recollection, now);
        boolean tooLate = tooLate(purchase, recollection, now);
        if (purchase.incident() != null || recollection.told() && !unresolved.isEmpty()) {
            // Chipi has told something of this hash that can't be, or of a row that its look-ups deny: it may have debited.
            return lookUpWhenDue(lookUps, quiet, now);
        }
        if (!unresolved.isEmpty() && !provenAbsent(lookUps, quiet)) {
            return lookUpWhenDue(lookUps, quiet, now);
        }
        if (tooLate) {
            return Decision.now(Step.REJECT);
        }
        if (unresolved.isEmpty()) {
            return lookUpFirst && !lookUps.runLasts(quiet)
                    ? lookUpWhenDue(lookUps, quiet, now)
                    : Decision.now(Step.SEND);
        }
        Instant midnight = midnightAfter(now.at());
        return now.at().isAfter(midnight.minus(BEFORE_MIDNIGHT))
                ? Decision.waitUntil(midnight)
                : Decision.now(Step.SEND);
    }

    private boolean tooLate(Purchase purchase, Recollection recollection, Moment now) {
        return now.at().isAfter(lastSend(purchase))
                || now.nanos() - recollection.asked().nanos() > submitWithin.toNanos();
    }

    /** No send starts later than this. */
    Instant lastSend(Purchase purchase) {
        return purchase.askedAt().plus(submitWithin);
    }

    /** From whose end on look-ups prove something about these sends. Where there are none, they do at once. */
    QuietTime quietTime(List<Send> unresolved, Recollection recollection, Moment now) {
        Moment since = recollection.silentSince();
        if (unresolved.isEmpty()) {
            return new QuietTime(since, since.at());
        }
        Instant first = unresolved.stream().map(Send::startedAt).min(Comparator.naturalOrder()).orElseThrow();
        Instant ended = unresolved.stream().map(Send::endedAtTheLatest).max(Comparator.naturalOrder()).orElseThrow();
        // Of its own send this process knows better than the store when it ended: that record may have failed.
        Instant silent = recollection.sentHere() && since.at().isAfter(ended) ? since.at() : ended;
        boolean overMidnight = DAYS.stream().anyMatch(zone -> !day(first, zone).equals(day(now.at(), zone)));
        Duration longer = quietTime.compareTo(QUIET_OVER_MIDNIGHT) > 0 ? quietTime : QUIET_OVER_MIDNIGHT;
        Duration length = overMidnight ? longer : quietTime;
        // A machine may sleep for hours between a send's end and its record: nobody's send lasts as long.
        Duration late = Duration.between(since.at(), silent);
        Duration unwatched = late.compareTo(Send.LONGEST) > 0 ? Send.LONGEST : late;
        return new QuietTime(since, silent.plus(length), unwatched.plus(length));
    }

    private static boolean provenAbsent(LookUps lookUps, QuietTime quiet) {
        return lookUps.runLasts(quiet) && lookUps.absentLast().isAfter(lookUps.absentTold(), BETWEEN_PROOFS);
    }

    private static Decision lookUpWhenDue(LookUps lookUps, QuietTime quiet, Moment now) {
        Instant next = nextLookUp(lookUps, quiet, now);
        return next.isAfter(now.at()) ? Decision.waitUntil(next) : Decision.now(Step.LOOK_UP);
    }

    /** At once, then ever more slowly; but as soon as an answer can prove something, and again for the second proof. */
    private static Instant nextLookUp(LookUps lookUps, QuietTime quiet, Moment now) {
        if (lookUps.last() == null) {
            return now.at();
        }
        if (lookUps.runLasts(quiet) && !provenAbsent(lookUps, quiet)) {
            Moment first = lookUps.absentTold();
            Instant second = new QuietTime(first, first.at().plus(BETWEEN_PROOFS)).endSeenFrom(now);
            return earlier(second, again(lookUps.last(), SLOWEST_LOOK_UP, now));
        }
        int doublings = Math.min(lookUps.count() - 1, 20);
        Duration pause = FIRST_LOOK_UP_AGAIN.multipliedBy(1L << Math.max(0, doublings));
        Instant next = again(lookUps.last(), pause.compareTo(SLOWEST_LOOK_UP) > 0 ? SLOWEST_LOOK_UP : pause, now);
        return quiet.isOverAt(lookUps.last()) ? next : earlier(quiet.endSeenFrom(now), next);
    }

    private static Instant again(Moment last, Duration pause, Moment now) {
        return now.at().plus(pause).minusNanos(now.nanos() - last.nanos());
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Instant midnightAfter(Instant now) {
        return DAYS.stream().map(zone -> day(now, zone).plusDays(1).atStartOfDay(zone).toInstant())
                .min(Comparator.naturalOrder()).orElseThrow();
    }

    private static LocalDate day(Instant at, ZoneId zone) {
        return LocalDate.ofInstant(at, zone);
    }
}
