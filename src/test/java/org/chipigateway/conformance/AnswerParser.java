package org.chipigateway.conformance;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Takes an HTTP/1.1 answer apart, byte by byte, so that a test can stop anywhere in it. */
public final class AnswerParser {

    private enum Part {
        HEAD, COUNTED, UNTIL_THE_CLOSE, CHUNK_SIZE, CHUNK, CHUNK_END, TRAILER, COMPLETE
    }

    /** Told of each byte of the body. */
    @FunctionalInterface
    public interface Body {
        void accept(byte next);
    }

    private final Consumer<Head> head;
    private final Body body;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final boolean bodiless;
    private Part part = Part.HEAD;
    private long left;

    /** @param bodiless whether it answers a HEAD */
    public AnswerParser(Consumer<Head> head, Body body, boolean bodiless) {
        this.head = head;
        this.body = body;
        this.bodiless = bodiless;
    }

    /** Whether the answer came to its own end; the connection may go on after it. */
    public boolean complete() {
        return part == Part.COMPLETE;
    }

    /** @return whether the answer goes on after this byte */
    public boolean accept(byte next) {
        switch (part) {
            case HEAD -> head(next);
            case COUNTED -> counted(next, Part.COMPLETE);
            case CHUNK -> counted(next, Part.CHUNK_END);
            case UNTIL_THE_CLOSE -> body.accept(next);
            case CHUNK_SIZE -> lineOf(next, size -> chunk(Long.parseLong(size.replaceAll(";.*", ""), 16)));
            case CHUNK_END -> lineOf(next, empty -> part = Part.CHUNK_SIZE);
            case TRAILER -> lineOf(next, field -> part = field.isEmpty() ? Part.COMPLETE : Part.TRAILER);
            case COMPLETE -> throw new IllegalStateException("The answer was complete before this byte");
        }
        return part != Part.COMPLETE;
    }

    private void counted(byte next, Part then) {
        body.accept(next);
        if (--left == 0) {
            part = then;
        }
    }

    private void chunk(long size) {
        left = size;
        part = size == 0 ? Part.TRAILER : Part.CHUNK;
    }

    private void lineOf(byte next, Consumer<String> whole) {
        if (next == '\n') {
            String text = line.toString(StandardCharsets.ISO_8859_1).strip();
            line.reset();
            whole.accept(text);
        } else {
            line.write(next);
        }
    }

    private void head(byte next) {
        line.write(next);
        String soFar = next == '\n' ? line.toString(StandardCharsets.ISO_8859_1) : "";
        if (!soFar.endsWith("\r\n\r\n")) {
            return;
        }
        line.reset();
        Head whole = new Head(soFar.strip());
        part = bodyOf(whole);
        head.accept(whole);
    }

    private Part bodyOf(Head whole) {
        left = whole.header("Content-Length").map(Long::parseLong).orElse(-1L);
        if (bodiless || whole.status() == 204 || whole.status() == 304 || left == 0) {
            return Part.COMPLETE;
        }
        if (whole.header("Transfer-Encoding").isPresent()) {
            return Part.CHUNK_SIZE;
        }
        return left > 0 ? Part.COUNTED : Part.UNTIL_THE_CLOSE;
    }
}
