package org.chipigateway.purchase;

import java.time.Instant;

/**
 * What look-ups by hash have shown since the last send.
 *
 * @param count how many were made
 * @param lastAt when the last one was made, or null
 * @param absentSince when the first of an unbroken run of "no such purchase" answers was asked for, or null
 * @param absentAt when the last of that run was asked for, or null
 */
record LookUps(int count, Instant lastAt, Instant absentSince, Instant absentAt) {
    static final LookUps NONE = new LookUps(0, null, null, null);

    /** @param quietUntil an answer from before it proves nothing: the send may still have been under way */
    LookUps absent(Instant askedAt, Instant quietUntil) {
        boolean proves = !askedAt.isBefore(quietUntil);
        // The quiet time grows when a midnight passes: a run that began before its new end has to begin again.
        boolean begins = absentSince == null || absentSince.isBefore(quietUntil);
        return new LookUps(count + 1, askedAt, !proves ? null : begins ? askedAt : absentSince,
                proves ? askedAt : null);
    }

    LookUps inconclusive(Instant askedAt) {
        return new LookUps(count + 1, askedAt, null, null);
    }
}
