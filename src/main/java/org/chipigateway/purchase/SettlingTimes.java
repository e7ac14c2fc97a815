package org.chipigateway.purchase;

import java.time.Duration;
import java.util.Arrays;

/**
 * How long purchases take from their confirmation to their end, as shares of classes that grow with the time itself: four to each
 * doubling, from a quarter of a second to ten minutes, and one for all that take longer. Old observations fade.
 */
final class SettlingTimes {
    /** The upper ends of the classes, in seconds. */
    private static final double[] ENDS = new double[46];
    static final int CLASSES = ENDS.length + 1;
    static final Duration LONGEST;
    /** So that about the last two hundred observations count. */
    private static final double FADING = 1 - 1.0 / 200;

    static {
        for (int i = 0; i < ENDS.length; i++) {
            ENDS[i] = 0.25 * Math.pow(2, i / 4.0);
        }
        LONGEST = Duration.ofMillis((long) (ENDS[ENDS.length - 1] * 1000));
    }

    private final double[] weights = new double[CLASSES];

    /** What is believed before anything was seen: mostly 3 s, 5 % take 1–5 minutes, 1 % for ever. */
    static double[] prior() {
        double[] shares = new double[CLASSES];
        double before = 0;
        for (int i = 0; i < ENDS.length; i++) {
            // The logistic curve over the logarithm is a log-normal one but for its far ends; half by 3 s, 95 % by 8 s.
            double usual = 1 / (1 + Math.pow(ENDS[i] / 3, -3));
            double slow = Math.min(1, Math.max(0, (ENDS[i] - 60) / 240));
            double by = 0.94 * usual + 0.05 * slow;
            shares[i] = by - before;
            before = by;
        }
        shares[ENDS.length] = 1 - before;
        return shares;
    }

    /** These observations, and as many of {@code others} as {@code strength} says, where these are still few. */
    double[] mixedWith(double[] others, double strength) {
        double sum = Arrays.stream(weights).sum() + strength;
        double[] shares = new double[CLASSES];
        for (int i = 0; i < CLASSES; i++) {
            shares[i] = (weights[i] + strength * others[i]) / sum;
        }
        return shares;
    }

    /** One more, of which only this much is known; what is believed says where in between it lies. */
    void add(Duration after, Duration by, double[] believed) {
        double from = seconds(after);
        double to = Math.max(seconds(by), from);
        double[] parts = new double[CLASSES];
        for (int i = 0; i < ENDS.length; i++) {
            double overlap = Math.min(to, end(i)) - Math.max(from, start(i));
            parts[i] = overlap > 0 ? believed[i] * overlap / (end(i) - start(i)) : 0;
        }
        double sum = Arrays.stream(parts).sum();
        if (sum <= 0) {
            parts[classOf(to)] = 1;
            sum = 1;
        }
        for (int i = 0; i < CLASSES; i++) {
            weights[i] = weights[i] * FADING + parts[i] / sum;
        }
    }

    void addEndless() {
        for (int i = 0; i < CLASSES; i++) {
            weights[i] *= FADING;
        }
        weights[CLASSES - 1]++;
    }

    /** In seconds. */
    static double start(int index) {
        return index == 0 ? 0 : ENDS[index - 1];
    }

    /** In seconds; of the last class there is none. */
    static double end(int index) {
        return index < ENDS.length ? ENDS[index] : Double.POSITIVE_INFINITY;
    }

    static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }

    private static int classOf(double time) {
        int index = 0;
        while (index < ENDS.length && time > ENDS[index]) {
            index++;
        }
        return index;
    }
}
