package org.chipigateway.conformance;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.opentest4j.TestAbortedException;

/**
 * Feeds to which nothing happens, open since before the first check, so that their heartbeats are on their way while everything
 * else is checked.
 */
final class QuietFeeds implements AutoCloseable {
    private final long openedNanos = System.nanoTime();
    /** What can't be opened fails the check that asks for it, not the others. */
    private final CompletableFuture<Answer> byBearer;
    private final CompletableFuture<Answer> byTicket;

    /** Of the second owner where there is one, so that no purchase of this run breaks the silence. */
    QuietFeeds(Target target) {
        byBearer = attempt(() -> target.send(target.feed().as(owner(target))));
        byTicket = attempt(() -> target.send(Request.get(Ticket.forTheFeed(target, owner(target)).url())));
    }

    private static String owner(Target target) {
        try {
            return target.tokenOfAnother();
        } catch (TestAbortedException onlyOne) {
            return target.token();
        }
    }

    private static CompletableFuture<Answer> attempt(Supplier<Answer> opening) {
        try {
            return CompletableFuture.completedFuture(opening.get());
        } catch (RuntimeException | AssertionError failed) {
            return CompletableFuture.failedFuture(failed);
        }
    }

    /** The first such block; fails where it hasn't come this long after the stream was opened. */
    Block byBearer(Predicate<Block> which, Duration sinceOpened) {
        return first(byBearer.join(), which, sinceOpened);
    }

    /** The same of the stream that a ticket opened. */
    Block byTicket(Predicate<Block> which, Duration sinceOpened) {
        return first(byTicket.join(), which, sinceOpened);
    }

    private Block first(Answer stream, Predicate<Block> which, Duration sinceOpened) {
        while (true) {
            Duration left = sinceOpened.minusNanos(System.nanoTime() - openedNanos);
            // What has come already is read however late it is asked for.
            Block next = stream.next(left.isNegative() ? Duration.ofMillis(200) : left)
                    .orElseThrow(() -> new AssertionError("The stream ended:\n" + stream.bodyText()));
            if (which.test(next)) {
                return next;
            }
        }
    }

    @Override
    public void close() {
        byBearer.thenAccept(Answer::close);
        byTicket.thenAccept(Answer::close);
    }
}
