package org.chipigateway.purchase;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

import io.smallrye.mutiny.subscription.Cancellable;

/**
 * All that is going to happen in a {@link World}, and its time, which moves only from one task to the next. One thread, no real
 * clock: the same choices give the same run.
 */
final class Agenda implements InstantSource {
    /** Tasks that are due within this time of each other may run in any order: threads are scheduled as they please. */
    private static final Duration TOGETHER = Duration.ofMillis(40);
    private static final int REMEMBERED = 150;

    /** @param realm whose it is; all of a realm's tasks can be dropped at once */
    private record Task(Instant due, long number, Object realm, boolean background, String name,
            Runnable action) implements Comparable<Task> {
        @Override
        public int compareTo(Task other) {
            int byTime = due.compareTo(other.due);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private final TreeSet<Task> tasks = new TreeSet<>();
    private final Deque<String> trace = new ArrayDeque<>();
    private final RandomGenerator chance;
    private Instant now;
    private long numbers;
    private long steps;
    private String latest = "";

    /** @param chance chooses among the tasks that are due together; null: always the earliest */
    Agenda(Instant start, RandomGenerator chance) {
        this.now = start;
        this.chance = chance;
    }

    @Override
    public Instant instant() {
        return now;
    }

    Cancellable after(Duration delay, Object realm, String name, Runnable action) {
        return add(delay, realm, false, name, action);
    }

    /** What goes on for ever and keeps nobody waiting. */
    void inBackground(Duration delay, Object realm, String name, Runnable action) {
        add(delay, realm, true, name, action);
    }

    private Cancellable add(Duration delay, Object realm, boolean background, String name, Runnable action) {
        Instant due = now.plusMillis(Math.max(0, delay.toMillis()));
        Task task = new Task(due, numbers++, realm, background, name, action);
        tasks.add(task);
        return () -> tasks.remove(task);
    }

    void drop(Object realm) {
        note("everything of the process is lost");
        tasks.removeIf(task -> task.realm() == realm);
    }

    /** Runs one task, having moved the time to it; false where there is none. */
    boolean step() {
        if (tasks.isEmpty()) {
            return false;
        }
        run(chosen());
        return true;
    }

    private void run(Task task) {
        tasks.remove(task);
        if (task.due().isAfter(now)) {
            now = task.due();
        }
        steps++;
        latest = task.name();
        note(task.name());
        task.action().run();
    }

    private Task chosen() {
        Task earliest = tasks.first();
        if (chance == null) {
            return earliest;
        }
        Instant together = (earliest.due().isAfter(now) ? earliest.due() : now).plus(TOGETHER);
        List<Task> choice = tasks.stream().takeWhile(task -> !task.due().isAfter(together)).toList();
        return choice.get(chance.nextInt(choice.size()));
    }

    /** Runs what is due until then, one by one, and leaves the time there. */
    void runUntil(Instant end) {
        while (!tasks.isEmpty() && !tasks.first().due().isAfter(end)) {
            step();
        }
        if (end.isAfter(now)) {
            now = end;
        }
    }

    /** Time passes for everyone, but the tasks of this realm that fall due meanwhile run only afterwards. */
    void runUntilWithout(Object realm, Instant end) {
        while (true) {
            Task next = tasks.stream().filter(task -> task.realm() != realm).findFirst().orElse(null);
            if (next == null || next.due().isAfter(end)) {
                break;
            }
            run(next);
        }
        if (end.isAfter(now)) {
            now = end;
        }
    }

    /** Whether the next task comes so soon. */
    boolean isDueWithin(Duration time) {
        return !tasks.isEmpty() && !tasks.first().due().isAfter(now.plus(time));
    }

    /** Whether only background tasks are left. */
    boolean isQuiet() {
        return tasks.stream().allMatch(Task::background);
    }

    /** Runs until only background tasks are left; false where that takes longer than until {@code end}. */
    boolean runUntilQuiet(Instant end) {
        while (!isQuiet()) {
            if (tasks.first().due().isAfter(end)) {
                return false;
            }
            step();
        }
        return true;
    }

    long steps() {
        return steps;
    }

    /** The name of the step that was run last. */
    String latest() {
        return latest;
    }

    void note(String what) {
        if (trace.size() == REMEMBERED) {
            trace.removeFirst();
        }
        trace.add(now + "  #" + steps + "  " + what);
    }

    /** What happened last, for a failure's message. */
    String trace() {
        return String.join("\n", trace);
    }
}
