package org.chipigateway.chipi;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The places of Chipi's minute, and who occupies them. A request occupies one from its grant until a minute after its end.
 *
 * <p>
 * That no minute of Chipi's ever sees more requests than there are places follows from it. Chipi sees a request at some moment
 * between its grant and its end (where it ended without an answer, up to {@link #ON_THE_WAY} later). Take any 60 s of Chipi's
 * that begin at {@code t}, and of the requests seen in them the one that was granted last, at {@code g}. It was seen after its
 * grant, so {@code g < t + 60 s}. Each other one was granted before {@code g} and was seen at {@code t} or later, so that it
 * ended at {@code t} or later and occupies its place until {@code t + 60 s} at least, which is after {@code g}. At {@code g}
 * therefore all of them occupied a place, and there are never more of them than places. No clock of Chipi's is asked;
 * {@link #CLOCKS} is for one that runs faster than ours, and for how coarsely it counts.
 */
final class Places {
    static final Duration WINDOW = Duration.ofSeconds(60);
    static final Duration CLOCKS = Duration.ofMillis(250);
    /** How much later than its end a request may arrive that ended without an answer. */
    static final Duration ON_THE_WAY = Duration.ofSeconds(2);
    /** No request takes as long: its permit was lost, and the place with it. */
    private static final long LOST_AFTER = Duration.ofMinutes(10).toNanos();
    private static final long OCCUPIED_FOR = WINDOW.plus(CLOCKS).toNanos();

    /** One request's. */
    static final class Place {
        final RequestClass of;
        final Object turn;
        final long grantedAt;
        private long freeAt = Long.MAX_VALUE;

        private Place(RequestClass of, Object turn, long grantedAt) {
            this.of = of;
            this.turn = turn;
            this.grantedAt = grantedAt;
        }

        /** As far as one can tell now. */
        long freeAt(long now) {
            return freeAt == Long.MAX_VALUE ? now + OCCUPIED_FOR : freeAt;
        }

        boolean isOfSubmissions() {
            return of == RequestClass.SUBMISSION || of == RequestClass.LOOK_UP;
        }

        boolean isOfOthers() {
            return of != null && !isOfSubmissions();
        }
    }

    private final Set<Place> underWay = new LinkedHashSet<>();
    private final PriorityQueue<Place> leaving = new PriorityQueue<>(Comparator.comparingLong(place -> place.freeAt));
    private final int[] byClass = new int[RequestClass.values().length];
    private final Map<Object, Integer> catalogueByTurn = new HashMap<>();
    private int earlier;

    Place take(RequestClass of, Object turn, long now) {
        Place place = new Place(of, turn, now);
        underWay.add(place);
        count(place, 1);
        return place;
    }

    /** Nothing was sent. */
    void giveBack(Place place) {
        if (underWay.remove(place)) {
            count(place, -1);
        }
    }

    /** @param lastSeenAt when Chipi saw it at the latest */
    void end(Place place, long lastSeenAt) {
        if (underWay.remove(place)) {
            place.freeAt = lastSeenAt + OCCUPIED_FOR;
            leaving.add(place);
        }
    }

    /** An earlier process's requests: of what class, nobody knows. */
    void carryOver(int permits, long lastSeenAt) {
        for (int i = 0; i < permits; i++) {
            Place place = new Place(null, null, lastSeenAt);
            place.freeAt = lastSeenAt + OCCUPIED_FOR;
            leaving.add(place);
            earlier++;
        }
    }

    /** Frees what is free by now. */
    void free(long now) {
        for (Iterator<Place> first = underWay.iterator(); first.hasNext();) {
            Place place = first.next();
            if (now - place.grantedAt < LOST_AFTER) {
                break;
            }
            first.remove();
            place.freeAt = now + OCCUPIED_FOR;
            leaving.add(place);
        }
        while (!leaving.isEmpty() && leaving.peek().freeAt <= now) {
            count(leaving.poll(), -1);
        }
    }

    private void count(Place place, int by) {
        if (place.of == null) {
            earlier += by;
            return;
        }
        byClass[place.of.ordinal()] += by;
        if (place.of == RequestClass.CATALOGUE) {
            catalogueByTurn.merge(place.turn, by, (before, change) -> before + change == 0 ? null : before + change);
        }
    }

    int used() {
        return ofSubmissions() + ofOthers() + earlier;
    }

    int used(RequestClass of) {
        return byClass[of.ordinal()];
    }

    /** Submissions and look-ups. */
    int ofSubmissions() {
        return used(RequestClass.SUBMISSION) + used(RequestClass.LOOK_UP);
    }

    /** Polls and the catalogue. */
    int ofOthers() {
        return used(RequestClass.WATCHED_POLL) + used(RequestClass.POLL) + used(RequestClass.CATALOGUE);
    }

    int ofEarlierProcesses() {
        return earlier;
    }

    int ofCatalogue(Object turn) {
        return catalogueByTurn.getOrDefault(turn, 0);
    }

    /** When the next place becomes free, as far as that is known; {@link Long#MAX_VALUE} where none will by time alone. */
    long nextFreeAt() {
        return leaving.isEmpty() ? Long.MAX_VALUE : leaving.peek().freeAt;
    }

    /** When so many will have become free, if nobody takes one; now where there aren't as many. */
    long freeAt(int count, long now) {
        return all().mapToLong(place -> place.freeAt(now)).sorted().skip(count - 1L).findFirst().orElse(now);
    }

    /** In no order. */
    Stream<Place> all() {
        return Stream.concat(leaving.stream(), underWay.stream());
    }
}
