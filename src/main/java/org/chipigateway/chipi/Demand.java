package org.chipigateway.chipi;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.stream.LongStream;

/**
 * How many submissions and look-ups the coming minute will bring, as far as the last one tells. Of its end less is enough to go by,
 * so that a rise is seen while it happens: what polls and catalogue take in the first seconds of a rush, callers wait for during
 * the next minute. The shortest counts only where it is more than chance.
 */
final class Demand {
    private static final int MOST_THAT_IS_CHANCE = 6;

    private final Stretch minute;
    private final Stretch third;
    private final Stretch tenth;

    /** @param most more than so many needn't be told apart */
    Demand(int most) {
        minute = new Stretch(1, most);
        third = new Stretch(3, most);
        tenth = new Stretch(10, most);
    }

    void asked(long now) {
        minute.add(now);
        third.add(now);
        tenth.add(now);
    }

    int forecast(long now) {
        int lately = tenth.count(now) > MOST_THAT_IS_CHANCE ? tenth.perMinute(now) : 0;
        return Math.max(Math.max(minute.perMinute(now), third.perMinute(now)), lately);
    }

    /** When the forecast falls next, if nobody asks. */
    long nextFall(long now) {
        return LongStream.of(minute.nextFall(now), third.nextFall(now), tenth.nextFall(now)).min().orElseThrow();
    }

    /** What was asked for in the last part of a minute. */
    private static final class Stretch {
        private final ArrayDeque<Long> asked = new ArrayDeque<>();
        private final int part;
        private final long length;
        private final int most;

        /** @param part how many of it make a minute */
        Stretch(int part, int most) {
            this.part = part;
            this.length = Duration.ofMinutes(1).toNanos() / part;
            this.most = most;
        }

        void add(long now) {
            asked.add(now);
            if (asked.size() > most) {
                asked.poll();
            }
        }

        int count(long now) {
            while (!asked.isEmpty() && now - asked.peek() >= length) {
                asked.poll();
            }
            return asked.size();
        }

        int perMinute(long now) {
            return part * count(now);
        }

        long nextFall(long now) {
            return count(now) == 0 ? Long.MAX_VALUE : asked.peek() + length;
        }
    }
}
