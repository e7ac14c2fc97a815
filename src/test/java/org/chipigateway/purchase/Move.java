package org.chipigateway.purchase;

/**
 * One thing that happens in a random run. Its numbers say which of the possibilities it is, each {@link Kind} in its own way, so
 * that any numbers will do and a failing run can be made smaller.
 */
record Move(Kind kind, int which, int how) {

    enum Kind {
        POST(14), LOOK(6), LIST(1), STEPS(16), SECONDS(10), MINUTES(3), TELL_A_ROW(5), TELL_ANOTHERS_ROW(1),
        TELL_THINLY(5), TELL_A_REFUND(2), CRASH(2),
        CRASH_AND_RESTART(7), START(4), STAND_STILL(2), SLEEP(2), DAY_CHANGE(1), SET_CLOCK(1), NEXT_POST(8),
        EVERY_POST(2),
        NEXT_READ(3), EVERY_READ(1), HOSTILITY(2), CARRIER(2), STORE_TROUBLE(3), STORE_SLOW(1), HEAL(2);

        private final int often;

        Kind(int often) {
            this.often = often;
        }

        /** How often it happens, compared with the others. */
        int often() {
            return often;
        }
    }

    /** @return one of these */
    <T> T one(T[] possibilities) {
        return possibilities[which % possibilities.length];
    }

    @Override
    public String toString() {
        return kind + "(" + which + ", " + how + ")";
    }
}
