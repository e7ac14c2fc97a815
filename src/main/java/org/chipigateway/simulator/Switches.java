package org.chipigateway.simulator;

import java.time.Duration;

/** Faults of all calls at once, for as long as they are on. Nothing is debited by a call that one of them strikes. */
public final class Switches {

    /** What every call gets instead of its answer. */
    public enum Mode {
        /** Its answer. */
        NORMAL,
        /** A cut connection. */
        CUT,
        /** No answer at all; the connection stays open. */
        SILENT,
        /** 500 in Chipi's JSON. */
        ERROR_500,
        /** A proxy's 503 page. */
        HTML,
        /** 200 with JSON that isn't. */
        GARBAGE,
        /** Half of an answer, then a cut. */
        HALF_ANSWER,
        /** 401 in Chipi's JSON. */
        UNAUTHORISED,
        /** 429 with {@code Retry-After: 1}. */
        RATE_LIMITED
    }

    private volatile Mode reads = Mode.NORMAL;
    private volatile Mode posts = Mode.NORMAL;
    private volatile Duration slow = Duration.ZERO;

    Switches() {
    }

    public void all(Mode mode) {
        reads = mode;
        posts = mode;
    }

    /** GET only. */
    public void reads(Mode mode) {
        reads = mode;
    }

    /** POST only. */
    public void posts(Mode mode) {
        posts = mode;
    }

    /** Every call waits this long before it is looked at. */
    public void slow(Duration by) {
        slow = by;
    }

    /** All of them off. */
    public void normal() {
        all(Mode.NORMAL);
        slow = Duration.ZERO;
    }

    Mode of(String method) {
        return method.equals("POST") ? posts : reads;
    }

    Duration slow() {
        return slow;
    }
}
