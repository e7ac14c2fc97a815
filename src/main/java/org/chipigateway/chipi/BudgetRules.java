package org.chipigateway.chipi;

import static org.chipigateway.chipi.RequestClass.CATALOGUE;
import static org.chipigateway.chipi.RequestClass.LOOK_UP;
import static org.chipigateway.chipi.RequestClass.POLL;
import static org.chipigateway.chipi.RequestClass.SUBMISSION;
import static org.chipigateway.chipi.RequestClass.WATCHED_POLL;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.chipigateway.chipi.Places.Place;
import org.chipigateway.chipi.WaitingLine.Waiter;

/**
 * Whose request leaves next, and when. Pure but for what it counts: it is told the time, runs nothing by itself and knows no
 * threads.
 */
final class BudgetRules {
    private static final List<RequestClass> OTHERS = List.of(WATCHED_POLL, POLL, CATALOGUE);
    /** To try whether Chipi is there again: what moves no money first. */
    private static final List<RequestClass> TRIALS = List.of(LOOK_UP, WATCHED_POLL, POLL, CATALOGUE, SUBMISSION);
    private static final long LONG_WAIT = Duration.ofSeconds(15).toNanos();
    private static final int SUBMISSIONS_PER_LOOK_UP = 4;

    /** A waiter's turn has come. */
    record Grant(Waiter waiter, Place place) {
    }

    private final int full;
    private final Places places = new Places();
    private final Map<RequestClass, WaitingLine> lines = new EnumMap<>(RequestClass.class);
    private final Map<RequestClass, Long> lastServed = new EnumMap<>(RequestClass.class);
    private final Throttle throttle;
    private final CircuitBreaker breaker = new CircuitBreaker();
    private final Demand demand;
    private final EvenPace pace;
    private int submissionsSinceLookUp;

    BudgetRules(int requestsPerMinute) {
        this.full = requestsPerMinute;
        this.throttle = new Throttle(requestsPerMinute);
        this.demand = new Demand(requestsPerMinute);
        this.pace = new EvenPace(Math.max(1, requestsPerMinute / 10));
        for (RequestClass of : RequestClass.values()) {
            lines.put(of, new WaitingLine());
            lastServed.put(of, -LONG_WAIT);
        }
    }

    void add(Waiter waiter) {
        if (isOfSubmissions(waiter.of)) {
            demand.asked(waiter.since);
        }
        lines.get(waiter.of).add(waiter);
    }

    boolean remove(Waiter waiter) {
        return lines.get(waiter.of).remove(waiter);
    }

    /** Null where nobody's turn has come. */
    Grant next(long now) {
        places.free(now);
        if (throttle.isPaused(now) || !breaker.lets(now)) {
            return null;
        }
        Shares shares = shares(now);
        pace.advance(now, shares.others());
        RequestClass of = breaker.isOpen() ? trial(shares) : chosen(now, shares);
        if (of == null) {
            return null;
        }
        Waiter waiter = lines.get(of).take(turn -> of != CATALOGUE || shares.catalogueMayGo(places, turn));
        Place place = places.take(of, waiter.turn, now);
        breaker.granted(place);
        served(of, now);
        return new Grant(waiter, place);
    }

    private RequestClass chosen(long now, Shares shares) {
        RequestClass first = shares.submissionMayGo(places) ? submissionOrLookUp() : null;
        return first != null || !shares.otherMayGo(places) ? first : other(now, shares);
    }

    private RequestClass submissionOrLookUp() {
        boolean submission = isAnyWaiting(SUBMISSION);
        boolean lookUp = isAnyWaiting(LOOK_UP);
        if (submission && lookUp) {
            return submissionsSinceLookUp < SUBMISSIONS_PER_LOOK_UP ? SUBMISSION : LOOK_UP;
        }
        return submission ? SUBMISSION : lookUp ? LOOK_UP : null;
    }

    /** In their order; but a class that has been waiting for long goes first once. */
    private RequestClass other(long now, Shares shares) {
        List<RequestClass> ready = new ArrayList<>(OTHERS.size());
        for (RequestClass of : OTHERS) {
            if (isAnyWaiting(of) && isReady(of, now, shares)) {
                ready.add(of);
            }
        }
        return ready.stream().filter(of -> isLongWaiting(of, now))
                .min(Comparator.comparingLong(of -> lines.get(of).oldestSince()))
                .orElse(ready.isEmpty() ? null : ready.get(0));
    }

    private boolean isReady(RequestClass of, long now, Shares shares) {
        return switch (of) {
            case WATCHED_POLL -> pace.lets(true);
            case POLL -> pace.lets(isLongWaiting(POLL, now));
            default -> shares.catalogueMayGo(places)
                    && lines.get(CATALOGUE).anyOf(turn -> shares.catalogueMayGo(places, turn));
        };
    }

    private boolean isLongWaiting(RequestClass of, long now) {
        return isAnyWaiting(of) && now >= longWaitingAt(of);
    }

    private long longWaitingAt(RequestClass of) {
        return Math.max(lines.get(of).oldestSince(), lastServed.get(of)) + LONG_WAIT;
    }

    private RequestClass trial(Shares shares) {
        return places.used() >= shares.limit()
                ? null
                : TRIALS.stream()
                        .filter(of -> of == CATALOGUE
                                ? lines.get(of).anyOf(turn -> shares.catalogueMayGo(places, turn))
                                : isAnyWaiting(of))
                        .findFirst().orElse(null);
    }

    private void served(RequestClass of, long now) {
        lastServed.put(of, now);
        if (of == LOOK_UP) {
            submissionsSinceLookUp = 0;
        } else if (of == SUBMISSION) {
            submissionsSinceLookUp = isAnyWaiting(LOOK_UP) ? submissionsSinceLookUp + 1 : 0;
        } else if (of != CATALOGUE) {
            pace.spend();
        }
    }

    void giveBack(Place place) {
        places.giveBack(place);
        breaker.givenBack(place);
        if (place.of == WATCHED_POLL || place.of == POLL) {
            pace.giveBack();
        }
    }

    /** @param failure what it came to, or null */
    void end(Place place, Throwable failure, long now) {
        places.end(place, isAnswer(failure) ? now : now + Places.ON_THE_WAY.toNanos());
        breaker.ended(place, failure, now);
        if (failure instanceof ChipiFailure.RateLimited limited) {
            throttle.limited(place.grantedAt, limited.pause(), now);
        }
    }

    /** Whether Chipi has surely seen the request by the time it ended. */
    static boolean isAnswer(Throwable failure) {
        return failure == null || failure instanceof ChipiFailure.Refused
                || failure instanceof ChipiFailure.Unauthorised || failure instanceof ChipiFailure.RateLimited;
    }

    void carryOver(int permits, long lastSeenAt) {
        places.carryOver(permits, lastSeenAt);
    }

    /** When it is worth asking {@link #next} again although nothing happens; {@link Long#MAX_VALUE} where that is never. */
    long wakeAt(long now) {
        if (waiting() == 0) {
            return Long.MAX_VALUE;
        }
        if (throttle.isPaused(now)) {
            return throttle.pausedUntil();
        }
        if (!breaker.lets(now)) {
            return now < breaker.restsUntil() ? breaker.restsUntil() : Long.MAX_VALUE;
        }
        places.free(now);
        long wake = Math.min(places.nextFreeAt(), throttle.nextRise(now));
        if (OTHERS.stream().anyMatch(this::isAnyWaiting)) {
            wake = Math.min(wake, demand.nextFall(now));
            wake = later(now, wake, isAnyWaiting(WATCHED_POLL) ? pace.letsAt(true) : Long.MAX_VALUE);
            wake = later(now, wake, isAnyWaiting(POLL) ? pace.letsAt(false) : Long.MAX_VALUE);
            wake = later(now, wake, isAnyWaiting(POLL) ? Math.max(longWaitingAt(POLL), pace.letsAt(true)) : wake);
        }
        return wake;
    }

    /** What is due already has been looked at, and something else keeps it waiting. */
    private static long later(long now, long wake, long at) {
        return at > now ? Math.min(wake, at) : wake;
    }

    /** When somebody who asks now can be served at the earliest. */
    long expectedAt(RequestClass of, Object turn, long now) {
        places.free(now);
        long from = throttle.isPaused(now) ? throttle.pausedUntil() : now;
        if (breaker.isOpen()) {
            from = Math.max(from, breaker.restsUntil());
        }
        Shares shares = shares(now);
        int ahead = lines.get(of).ahead(turn);
        if (of == POLL) {
            ahead += lines.get(WATCHED_POLL).size();
        } else if (of == LOOK_UP) {
            ahead += Math.min(lines.get(SUBMISSION).size(), SUBMISSIONS_PER_LOOK_UP * ahead);
        }
        long at = new Outlook(places, shares, now).grantOf(of, turn, ahead);
        if (of == WATCHED_POLL || of == POLL) {
            pace.advance(now, shares.others());
            at = Math.max(at, now + pace.taking(ahead + 1));
        }
        return Math.max(from, at);
    }

    private Shares shares(long now) {
        int waiting = lines.get(SUBMISSION).size() + lines.get(LOOK_UP).size();
        return Shares.of(throttle.limit(now), Math.max(waiting, demand.forecast(now)));
    }

    private boolean isAnyWaiting(RequestClass of) {
        return !lines.get(of).isEmpty();
    }

    private static boolean isOfSubmissions(RequestClass of) {
        return of == SUBMISSION || of == LOOK_UP;
    }

    int waiting(RequestClass of) {
        return lines.get(of).size();
    }

    int waiting() {
        return lines.values().stream().mapToInt(WaitingLine::size).sum();
    }

    int full() {
        return full;
    }

    int limit(long now) {
        return throttle.limit(now);
    }

    int used(long now) {
        places.free(now);
        return places.used();
    }

    boolean isPaused(long now) {
        return throttle.isPaused(now);
    }

    /** How long until it may be tried whether Chipi is there again; zero or less: now, or there is no need. */
    long downFor(long now) {
        if (!breaker.isOpen() || breaker.lets(now)) {
            return 0;
        }
        return Math.max(breaker.restsUntil() - now, 1);
    }

    /** When more may be asked for than now, as far as that is known. */
    long moreAt(long now) {
        places.free(now);
        long at = places.freeAt(Math.max(1, places.used() - throttle.limit(now) + 1), now);
        return throttle.isPaused(now) ? Math.max(at, throttle.pausedUntil()) : at;
    }
}
