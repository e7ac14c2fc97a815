package org.chipigateway.chipi;

/**
 * Measures how much time has passed, whatever becomes of the time of day; a port so that tests move it themselves. Its readings
 * mean something only within one process.
 */
public interface MonotonicClock {

    /** As {@link System#nanoTime()}: only differences mean something. */
    long nanos();
}
