package org.chipigateway.purchase;

/**
 * What look-ups by hash have shown since the last send.
 *
 * @param count how many were made
 * @param last when the last one was made, or null
 * @param absentSince when the first of an unbroken run of "no such purchase" answers was asked for, or null
 * @param absentLast when the last of that run was asked for, or null
 */
record LookUps(int count, Moment last, Moment absentSince, Moment absentLast) {
    static final LookUps NONE = new LookUps(0, null, null, null);

    /** @param quiet an answer from before its end proves nothing: the send may still have been under way */
    LookUps absent(Moment asked, QuietTime quiet) {
        boolean proves = quiet.isOverAt(asked);
        return new LookUps(count + 1, asked, !proves ? null : runLasts(quiet) ? absentSince : asked,
                proves ? asked : null);
    }

    LookUps inconclusive(Moment asked) {
        return new LookUps(count + 1, asked, null, null);
    }

    /** Whether there is a run. The quiet time grows when a midnight passes: a run that began before its new end is none. */
    boolean runLasts(QuietTime quiet) {
        return absentSince != null && quiet.isOverAt(absentSince);
    }
}
