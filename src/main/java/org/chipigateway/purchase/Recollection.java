package org.chipigateway.purchase;

import java.time.Instant;

/**
 * What this process remembers of an unconfirmed purchase between two steps; a restart begins with none of it, and therefore
 * proves everything anew.
 *
 * @param askedAt the newest {@link Purchase#askedAt} that this process has seen
 * @param asked when it saw that first
 * @param silentSince when the last send ended that was made here; where there was none, when this process took it up
 * @param sentHere whether a send was made here
 * @param told whether Chipi has told of the hash by itself: then no look-up proves that it hasn't got it
 */
record Recollection(Instant askedAt, Moment asked, Moment silentSince, boolean sentHere, LookUps lookUps,
        boolean told) {

    static Recollection from(Moment takenUp) {
        return new Recollection(null, takenUp, takenUp, false, LookUps.NONE, false);
    }

    Recollection asked(Instant newestAskedAt, Moment now) {
        boolean known = askedAt == null ? !newestAskedAt.isAfter(asked.at()) : newestAskedAt.equals(askedAt);
        return new Recollection(newestAskedAt, known ? asked : now, silentSince, sentHere, lookUps, told);
    }

    /** What look-ups showed before the end of a send says nothing about it. */
    Recollection sent(Moment now) {
        return new Recollection(askedAt, asked, now, true, LookUps.NONE, told);
    }

    Recollection lookedUp(LookUps seen) {
        return new Recollection(askedAt, asked, silentSince, sentHere, seen, told);
    }

    Recollection toldOf() {
        return new Recollection(askedAt, asked, silentSince, sentHere, lookUps, true);
    }
}
