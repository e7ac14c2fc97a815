package org.chipigateway.chipi;

/**
 * Lets polls leave one by one rather than all at once, whenever places become free: many at once would come back many at once, a
 * minute later. What watched purchases may save up for a burst, unwatched ones leave to them.
 */
final class EvenPace {
    private static final double MINUTE_NANOS = 60e9;

    private final double most;
    private double saved;
    private double perNano;
    private long at;

    /** @param most as many watched polls may leave at once after a lull */
    EvenPace(int most) {
        this.most = most;
        this.saved = most;
    }

    void advance(long now, int perMinute) {
        saved = Math.min(most, saved + (now - at) * perNano);
        at = now;
        perNano = perMinute / MINUTE_NANOS;
    }

    boolean lets(boolean watched) {
        return saved >= needed(watched);
    }

    /** When it will let one; only after {@link #advance}. */
    long letsAt(boolean watched) {
        double missing = needed(watched) - saved;
        return missing <= 0 ? at : perNano == 0 ? Long.MAX_VALUE : at + (long) Math.ceil(missing / perNano) + 1;
    }

    /** How long so many more take than one; nanoseconds. */
    long taking(int more) {
        double missing = more - saved;
        return missing <= 0 ? 0 : perNano == 0 ? Long.MAX_VALUE / 4 : (long) (missing / perNano);
    }

    void spend() {
        saved -= 1;
    }

    void giveBack() {
        saved = Math.min(most, saved + 1);
    }

    private double needed(boolean watched) {
        return watched ? 1 : Math.max(1, most - 1);
    }
}
