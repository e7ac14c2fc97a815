package org.chipigateway.purchase;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Every way in which the choices of a run can fall, one run after the other: to be handed to an {@link Agenda} as its chance. Before
 * {@link #begin} and after a number of choices, always the first.
 */
final class Schedules implements RandomGenerator {
    private final int deepest;
    private final List<Integer> chosen = new ArrayList<>();
    private final List<Integer> of = new ArrayList<>();
    private int depth;
    private boolean begun;

    Schedules(int deepest) {
        this.deepest = deepest;
    }

    /** From here on choices are tried. */
    void begin() {
        begun = true;
        depth = 0;
    }

    /** For the next run; false where all have been tried. */
    boolean next() {
        begun = false;
        while (!chosen.isEmpty()) {
            int last = chosen.size() - 1;
            if (chosen.get(last) + 1 < of.get(last)) {
                chosen.set(last, chosen.get(last) + 1);
                return true;
            }
            chosen.remove(last);
            of.remove(last);
        }
        return false;
    }

    @Override
    public int nextInt(int bound) {
        if (!begun || depth >= deepest) {
            return 0;
        }
        if (depth == chosen.size()) {
            chosen.add(0);
            of.add(bound);
        }
        return chosen.get(depth++);
    }

    @Override
    public long nextLong() {
        throw new UnsupportedOperationException("Only one of several is chosen");
    }
}
