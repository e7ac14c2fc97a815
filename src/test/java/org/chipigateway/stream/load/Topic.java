package org.chipigateway.stream.load;

import java.time.Instant;
import java.util.Arrays;

/**
 * What one or more readers follow: a purchase of the gateway, or a channel of nchan. Its publisher numbers its events from 1 on, in
 * {@code skuFileNumber}, so that a reader who misses one or gets one twice knows. Read and written by the loop of the readers but
 * for the number of published events.
 */
final class Topic {
    /** The request line's path, and the headers of who may read it. */
    private final String path;
    private final String headers;
    private volatile int published;
    private long[] times = new long[16];
    private volatile int length;

    Topic(String path, String headers) {
        this.path = path;
        this.headers = headers;
    }

    String path() {
        return path;
    }

    /** Each ended by CR LF. */
    String headers() {
        return headers;
    }

    /** One publisher at a time. */
    int next() {
        return published + 1;
    }

    void published() {
        published++;
    }

    /** How many events every reader has to have seen. */
    int count() {
        return published;
    }

    /** How long the data of the newest event was that anybody read. */
    int length() {
        return length;
    }

    /** When this event was made, in microseconds; parsed by its first reader only, because that takes longer than all else. */
    long time(int number, String at, int dataLength) {
        if (number >= times.length) {
            times = Arrays.copyOf(times, number * 2);
        }
        if (times[number] == 0) {
            times[number] = micros(Instant.parse(at));
            length = dataLength;
        }
        return times[number];
    }

    boolean knows(int number) {
        return number < times.length && times[number] != 0;
    }

    long time(int number) {
        return times[number];
    }

    static long micros(Instant instant) {
        return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
    }
}
