package org.chipigateway.conformance;

import java.io.ByteArrayOutputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

import io.vertx.core.json.JsonObject;

/** The answer to what was said on a connection, read as far as a test asks; a stream stays open meanwhile. */
public final class Answer implements AutoCloseable {
    /** Only a gateway that is broken takes longer to say anything at all. */
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Connection connection;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final Deque<Block> blocks = new ArrayDeque<>();
    private final BlockParser stream = new BlockParser(blocks::add);
    private final AnswerParser parser;
    private Head head;
    private boolean closed;

    private Answer(Connection connection, boolean bodiless) {
        this.connection = connection;
        this.parser = new AnswerParser(whole -> head = whole, next -> {
            body.write(next);
            stream.accept(next);
        }, bodiless);
    }

    public static Answer on(Connection connection) {
        return new Answer(connection, false);
    }

    /** The same to a request with the method HEAD, whose answer has no body whatever its head says. */
    public static Answer toHeadOn(Connection connection) {
        return new Answer(connection, true);
    }

    public Head head() {
        long deadline = deadline(PATIENCE);
        while (head == null && more(deadline)) {
            // until its empty line
        }
        if (head == null) {
            throw new AssertionError("The connection ended before the head of an answer");
        }
        return head;
    }

    public int status() {
        return head().status();
    }

    /** @return empty where the stream has ended */
    public Optional<Block> next() {
        return next(PATIENCE);
    }

    /** @return empty where the stream has ended; fails where nothing came in time */
    public Optional<Block> next(Duration within) {
        long deadline = deadline(within);
        while (blocks.isEmpty() && more(deadline)) {
            // until the next empty line
        }
        return Optional.ofNullable(blocks.poll());
    }

    /** Reads as many blocks as the stream has said within this time from now on, and stays. */
    public List<Block> during(Duration time) {
        List<Block> all = new ArrayList<>();
        long deadline = deadline(time);
        while (System.nanoTime() < deadline && !over()) {
            takeOne(deadline);
            all.addAll(blocks);
            blocks.clear();
        }
        return all;
    }

    /** Reads on until a block is this one, which is the last of the list; fails where the stream ends before. */
    public List<Block> until(Predicate<Block> last) {
        List<Block> all = new ArrayList<>();
        for (Optional<Block> next = next(); next.isPresent(); next = next()) {
            all.add(next.get());
            if (last.test(next.get())) {
                return all;
            }
        }
        throw new AssertionError("The stream ended before what was waited for; it said:\n" + bodyText());
    }

    /** Reads on to the end. */
    public List<Block> toEnd() {
        List<Block> all = new ArrayList<>();
        for (Optional<Block> next = next(); next.isPresent(); next = next()) {
            all.add(next.get());
        }
        return all;
    }

    /** Whether the answer came to its own end, rather than to that of its connection. */
    public boolean complete() {
        return parser.complete();
    }

    /** All of the body. */
    public String text() {
        toEnd();
        return bodyText();
    }

    public JsonObject json() {
        return new JsonObject(text());
    }

    /** What has been read of the body. */
    public String bodyText() {
        return body.toString(StandardCharsets.UTF_8);
    }

    private static long deadline(Duration within) {
        return System.nanoTime() + within.toNanos();
    }

    private boolean over() {
        return closed || parser.complete();
    }

    private boolean more(long deadline) {
        if (over()) {
            return false;
        }
        if (!takeOne(deadline)) {
            throw new AssertionError("Nothing came in time; " + (head == null
                    ? "there was no head"
                    : "after\n" + head.text() + "\n\n" + bodyText()));
        }
        return true;
    }

    /** @return whether anything came, be it the end */
    private boolean takeOne(long deadline) {
        try {
            int next = connection.read(Duration.ofNanos(deadline - System.nanoTime()));
            if (next < 0) {
                closed = true;
            } else {
                parser.accept((byte) next);
            }
            return true;
        } catch (SocketTimeoutException nothing) {
            return false;
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
