package org.chipigateway.chipi;

/**
 * Who may have how many of the places.
 *
 * @param limit all of them
 * @param reserve so many are left to polls and catalogue by submissions and look-ups, so that nobody starves
 * @param others so many may polls and catalogue have together, because the rest is kept for submissions and look-ups
 * @param catalogue so many of those the catalogue
 * @param catalogueOfOne and so many the catalogue for one owner
 */
record Shares(int limit, int reserve, int others, int catalogue, int catalogueOfOne) {
    private static final int KEPT_PERCENT = 40;
    private static final int RESERVE_PERCENT = 3;
    /** A twentieth more than expected: a request occupies its place for longer than a minute, and chance has its share. */
    private static final int MARGIN = 20;
    /** With fewer places a reserve would take too many of them from those who have paid. */
    private static final int FEWEST_FOR_A_RESERVE = 10;

    /** @param forecast how many submissions and look-ups are expected in the coming minute */
    static Shares of(int limit, int forecast) {
        int reserve = limit < FEWEST_FOR_A_RESERVE ? 0 : Math.max(1, limit * RESERVE_PERCENT / 100);
        int kept = Math.max(limit * KEPT_PERCENT / 100, forecast + forecast / MARGIN);
        return new Shares(limit, reserve, Math.max(reserve, limit - kept), Math.max(1, limit / 5),
                Math.max(1, limit / 20));
    }

    boolean submissionMayGo(Places places) {
        return limit - places.used() > Math.max(0, reserve - places.ofOthers());
    }

    /** What an earlier process used may all have been polls. */
    boolean otherMayGo(Places places) {
        return places.used() < limit
                && (places.ofOthers() < reserve || places.ofOthers() + places.ofEarlierProcesses() < others);
    }

    boolean catalogueMayGo(Places places) {
        return places.used(RequestClass.CATALOGUE) < catalogue;
    }

    boolean catalogueMayGo(Places places, Object turn) {
        return places.ofCatalogue(turn) < catalogueOfOne;
    }
}
