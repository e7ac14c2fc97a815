package org.chipigateway.stream.load;

import java.util.Arrays;

/** Measured times, in microseconds. */
final class Samples {
    private long[] values = new long[1024];
    private int size;

    void add(long micros) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = micros;
    }

    void addAll(Samples others) {
        for (int i = 0; i < others.size; i++) {
            add(others.values[i]);
        }
    }

    int size() {
        return size;
    }

    /** @param share 0.99: 99 of 100 are no greater; the nearest rank, no interpolation */
    long quantile(double share) {
        if (size == 0) {
            throw new IllegalStateException("Nothing was measured");
        }
        long[] sorted = Arrays.copyOf(values, size);
        Arrays.sort(sorted);
        return sorted[Math.max(0, (int) Math.ceil(share * size) - 1)];
    }

    long median() {
        return quantile(0.5);
    }

    long longest() {
        return quantile(1);
    }
}
