package org.chipigateway.chipi;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.TreeSet;

import io.smallrye.mutiny.subscription.Cancellable;

/** All that is going to happen, and its time, which moves from one task to the next. One thread, no real clock. */
public final class VirtualTime implements MonotonicClock, InstantSource {
    public static final Instant START = Instant.parse("2026-03-10T12:00:00Z");

    private record Task(long due, long number, Object process, Runnable action) implements Comparable<Task> {
        @Override
        public int compareTo(Task other) {
            int byTime = Long.compare(due, other.due);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private final TreeSet<Task> tasks = new TreeSet<>();
    private final Set<Object> dead = Collections.newSetFromMap(new IdentityHashMap<>());
    private long now;
    private long numbers;
    private Duration setBy = Duration.ZERO;

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public Instant instant() {
        return START.plusNanos(now).plus(setBy);
    }

    /** Somebody sets the time of day, in no time. */
    public void set(Duration by) {
        setBy = setBy.plus(by);
    }

    /** @param process whose it is; null: the world's */
    public Cancellable after(Duration delay, Object process, Runnable action) {
        if (dead.contains(process)) {
            return () -> {
            };
        }
        Task task = new Task(now + Math.max(0, delay.toNanos()), numbers++, process, action);
        tasks.add(task);
        return () -> tasks.remove(task);
    }

    /** As a process has them: whole milliseconds, at least one. */
    public Timers timersOf(Object process) {
        return (delay, action) -> after(Duration.ofMillis(Math.max(1, delay.toMillis())), process, action);
    }

    /** The process is no more. */
    public void kill(Object process) {
        dead.add(process);
        tasks.removeIf(task -> task.process() == process);
    }

    public void runFor(Duration length) {
        long end = now + length.toNanos();
        while (!tasks.isEmpty() && tasks.first().due() <= end) {
            Task next = tasks.pollFirst();
            now = Math.max(now, next.due());
            next.action().run();
        }
        now = end;
    }
}
