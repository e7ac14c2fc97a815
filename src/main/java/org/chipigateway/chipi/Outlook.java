package org.chipigateway.chipi;

import java.util.PriorityQueue;

/**
 * When a place will come to somebody, if those before them take theirs as soon as they can and nobody else comes. What really
 * happens may be later, hardly ever sooner.
 */
final class Outlook {
    private static final long OCCUPIED_FOR = Places.WINDOW.plus(Places.CLOCKS).toNanos();
    /** Nobody waits for as long. */
    private static final long FARTHEST = 15 * OCCUPIED_FOR;

    /** What leaves a place, when, and whose share it is of. */
    private record Leaving(long at, boolean ofSubmissions, boolean ofOthers) implements Comparable<Leaving> {
        @Override
        public int compareTo(Leaving other) {
            return Long.compare(at, other.at);
        }
    }

    private final Places places;
    private final Shares shares;
    private final long now;

    Outlook(Places places, Shares shares, long now) {
        this.places = places;
        this.shares = shares;
        this.now = now;
    }

    /** @param ahead how many of the same kind come before */
    long grantOf(RequestClass of, Object turn, int ahead) {
        if (of == RequestClass.CATALOGUE) {
            long forAll = freedAt(shares.catalogue(), RequestClass.CATALOGUE, null, ahead);
            long forOne = freedAt(shares.catalogueOfOne(), RequestClass.CATALOGUE, turn, 0);
            return Math.max(Math.max(forAll, forOne), grant(false, ahead));
        }
        return grant(of == RequestClass.SUBMISSION || of == RequestClass.LOOK_UP, ahead);
    }

    /** @param turn null: anybody's */
    private long freedAt(int limit, RequestClass of, Object turn, int ahead) {
        long[] leaving = places.all().filter(place -> place.of == of && (turn == null || place.turn.equals(turn)))
                .mapToLong(place -> place.freeAt(now)).sorted().toArray();
        int needed = leaving.length + ahead + 1 - limit;
        if (needed <= 0) {
            return now;
        }
        return needed <= leaving.length ? leaving[needed - 1] : now + OCCUPIED_FOR * (1 + needed / (limit + 1));
    }

    private long grant(boolean submissions, int ahead) {
        if (ahead == 0 && (submissions ? shares.submissionMayGo(places) : shares.otherMayGo(places))) {
            return now;
        }
        PriorityQueue<Leaving> leaving = new PriorityQueue<>();
        places.all().map(place -> new Leaving(place.freeAt(now), place.isOfSubmissions(), place.isOfOthers()))
                .forEach(leaving::add);
        int used = places.used();
        int others = places.ofOthers();
        int earlier = places.ofEarlierProcesses();
        long at = now;
        for (int left = ahead; at - now < FARTHEST;) {
            boolean room = submissions
                    ? shares.limit() - used > Math.max(0, shares.reserve() - others)
                    : used < shares.limit() && (others < shares.reserve() || others + earlier < shares.others());
            if (room && left-- == 0) {
                return at;
            }
            if (room) {
                used++;
                others += submissions ? 0 : 1;
                leaving.add(new Leaving(at + OCCUPIED_FOR, submissions, !submissions));
                continue;
            }
            if (leaving.isEmpty()) {
                break;
            }
            Leaving next = leaving.poll();
            at = next.at();
            used--;
            others -= next.ofOthers() ? 1 : 0;
            earlier -= next.ofOthers() || next.ofSubmissions() ? 0 : 1;
        }
        return now + FARTHEST;
    }
}
