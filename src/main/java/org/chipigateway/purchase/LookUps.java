package org.chipigateway.purchase;

/**
 * What look-ups by hash have shown since the last send.
 *
 * @param count how many were made
 * @param last when the last one was made, or null
 * @param absentSince when the first of an unbroken run of "no such purchase" answers was asked for, or null
 * @param absentTold when that first answer came, or null: what the second one proves counts from there, however slow the first was
 * @param absentLast when the last of that run was asked for, or null
 */
record LookUps(int count, Moment last, Moment absentSince, Moment absentTold, Moment absentLast) {
    static final LookUps NONE = new LookUps(0, null, null, null, null);

    /** @param quiet an answer from before its end proves nothing: the send may still have been under way */
    LookUps absent(Moment asked, Moment answered, QuietTime quiet) {
        if (!quiet.isOverAt(asked)) {
            return inconclusive(asked);
        }
        return runLasts(quiet)
                ? new LookUps(count + 1, asked, absentSince, absentTold, asked)
                : new LookUps(count + 1, asked, asked, answered, asked);
    }

    LookUps inconclusive(Moment asked) {
        return new LookUps(count + 1, asked, null, null, null);
    }

    /** Whether there is a run. The quiet time grows when a midnight passes: a run that began before its new end is none. */
    boolean runLasts(QuietTime quiet) {
        return absentSince != null && quiet.isOverAt(absentSince);
    }
}
