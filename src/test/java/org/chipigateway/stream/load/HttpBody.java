package org.chipigateway.stream.load;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** One HTTP/1.1 answer as it comes in, piece by piece: its status, and its body without the chunks that it came in. */
final class HttpBody {
    private static final byte[] NOTHING = {};

    private enum Next {
        HEAD, ALL_IS_BODY, SIZE, CHUNK, LINE_AFTER_CHUNK, OVER
    }

    private Next next = Next.HEAD;
    private byte[] head = NOTHING;
    private int status;
    private int size;
    private int left;
    private byte[] text = NOTHING;
    private int textLength;

    /**
     * Takes the next bytes in.
     *
     * @param before what the returned text begins with
     * @return of which the first {@link #textLength()} count
     */
    byte[] text(byte[] bytes, int length, byte[] before) {
        text = Arrays.copyOf(before, before.length + length);
        textLength = before.length;
        int at = next == Next.HEAD ? head(bytes, length) : 0;
        while (at < length) {
            at = switch (next) {
                case ALL_IS_BODY -> body(bytes, at, length - at);
                case SIZE -> size(bytes[at], at);
                case CHUNK -> chunk(bytes, at, length);
                case LINE_AFTER_CHUNK -> {
                    next = bytes[at] == '\n' ? Next.SIZE : next;
                    yield at + 1;
                }
                default -> length;
            };
        }
        byte[] taken = text;
        text = NOTHING;
        return taken;
    }

    int textLength() {
        return textLength;
    }

    /** 0 until the head is there. */
    int status() {
        return status;
    }

    /** Whether its last chunk has come; the connection may well stay open, for another request. */
    boolean isOver() {
        return next == Next.OVER;
    }

    private int head(byte[] bytes, int length) {
        int before = head.length;
        head = Arrays.copyOf(head, before + length);
        System.arraycopy(bytes, 0, head, before, length);
        for (int i = 3; i < head.length; i++) {
            if (head[i] == '\n' && head[i - 1] == '\r' && head[i - 2] == '\n') {
                String read = new String(head, 0, i, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
                status = Integer.parseInt(read.substring(9, 12));
                next = read.contains("\ntransfer-encoding: chunked") ? Next.SIZE : Next.ALL_IS_BODY;
                head = NOTHING;
                return i + 1 - before;
            }
        }
        return length;
    }

    private int body(byte[] bytes, int at, int count) {
        System.arraycopy(bytes, at, text, textLength, count);
        textLength += count;
        return at + count;
    }

    private int size(byte next, int at) {
        int digit = Character.digit(next, 16);
        if (digit >= 0) {
            size = size * 16 + digit;
        } else if (next == '\n') {
            left = size;
            this.next = size == 0 ? Next.OVER : Next.CHUNK;
            size = 0;
        }
        return at + 1;
    }

    private int chunk(byte[] bytes, int at, int length) {
        int count = Math.min(left, length - at);
        left -= count;
        if (left == 0) {
            next = Next.LINE_AFTER_CHUNK;
        }
        return body(bytes, at, count);
    }
}
