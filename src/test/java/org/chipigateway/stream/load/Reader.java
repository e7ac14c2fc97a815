package org.chipigateway.stream.load;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One reader of one topic, who comes back with the last id that they saw, over as many connections as it takes. Lean, because there
 * are ten thousand in one process: of what was read it keeps half blocks only.
 */
final class Reader {
    private static final byte[] NUMBER = "\"skuFileNumber\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] AT = "\"at\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOTHING = {};

    private final Topic topic;
    private Deliveries deliveries;
    private HttpBody body;
    private byte[] half = NOTHING;
    private long lastId;
    private int lastNumber;
    private int repeated;
    private int missed;
    private boolean opened;

    Reader(Topic topic, Deliveries deliveries) {
        this.topic = topic;
        this.deliveries = deliveries;
    }

    Topic topic() {
        return topic;
    }

    /** Where what it is told from now on is counted. */
    void into(Deliveries now) {
        deliveries = now;
    }

    /** A new connection; what was not complete on the last one comes again. */
    void begin() {
        body = new HttpBody();
        half = NOTHING;
        opened = false;
    }

    byte[] request(String host) {
        String resume = lastId > 0 ? "Last-Event-ID: " + lastId + "\r\n" : "";
        return ("GET " + topic.path() + " HTTP/1.1\r\nHost: " + host + "\r\nAccept: text/event-stream\r\n"
                + topic.headers() + resume + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** @param readAt in microseconds */
    void read(byte[] bytes, int length, long readAt) {
        byte[] text = body.text(bytes, length, half);
        int end = body.textLength();
        int begin = 0;
        for (int i = 1; i < end; i++) {
            if (text[i] == '\n' && text[i - 1] == '\n') {
                block(text, begin, i, readAt);
                begin = i + 1;
            }
        }
        half = begin == end ? NOTHING : Arrays.copyOfRange(text, begin, end);
    }

    private void block(byte[] text, int begin, int end, long readAt) {
        opened = true;
        long id = 0;
        int data = -1;
        int dataEnd = -1;
        String name = null;
        for (int line = begin; line < end;) {
            int lineEnd = lineEnd(text, line, end);
            switch (text[line]) {
                case 'i' -> id = number(text, line + 3, lineEnd);
                case 'e' -> name = value(text, line + 6, lineEnd);
                case 'd' -> {
                    data = line + 5;
                    dataEnd = lineEnd;
                }
                default -> {
                    // a comment, or "retry", which is for browsers
                }
            }
            line = lineEnd + 1;
        }
        if (data >= 0) {
            event(id, name, text, data, dataEnd, readAt);
        }
    }

    private void event(long id, String name, byte[] text, int data, int end, long readAt) {
        if (id == 0 && name != null) {
            // Of the stream, not of the log.
            return;
        }
        if (id > 0 && id <= lastId) {
            repeated++;
            return;
        }
        lastId = Math.max(id, lastId);
        int found = find(text, data, end, NUMBER);
        if (found >= 0) {
            numbered((int) number(text, found, end), text, data, end, readAt);
        }
    }

    private void numbered(int number, byte[] text, int data, int end, long readAt) {
        if (number <= lastNumber) {
            repeated++;
            return;
        }
        missed += number - lastNumber - 1;
        lastNumber = number;
        if (!topic.knows(number)) {
            int at = find(text, data, end, AT);
            topic.time(number, value(text, at, lineEnd(text, at, end, '"')), end - data);
        }
        deliveries.told(topic.time(number), readAt);
    }

    /** The status of the answer; 0 until it is there. */
    int status() {
        return body.status();
    }

    /** Whether the first block has come. */
    boolean isOpen() {
        return opened;
    }

    /** Whether the other side has completed the answer. */
    boolean isOver() {
        return body.isOver();
    }

    /** How far it is from having every event exactly once; empty where it has. */
    String complaint() {
        return repeated == 0 && missed == 0 && lastNumber == topic.count()
                ? ""
                : topic.path() + ": " + repeated + " repeated, " + missed + " missed, " + lastNumber + " of "
                        + topic.count();
    }

    private static int lineEnd(byte[] text, int from, int end) {
        return lineEnd(text, from, end, '\n');
    }

    private static int lineEnd(byte[] text, int from, int end, char sought) {
        int i = from;
        while (i < end && text[i] != sought) {
            i++;
        }
        return i;
    }

    private static String value(byte[] text, int from, int end) {
        return new String(text, from, end - from, StandardCharsets.UTF_8).strip();
    }

    /** The digits there, 0 where there are none; an id of nchan's is a second and a number within it. */
    private static long number(byte[] text, int from, int end) {
        long number = 0;
        long second = 0;
        for (int i = text[from] == ' ' ? from + 1 : from; i < end; i++) {
            if (text[i] == ':') {
                second = number;
                number = 0;
            } else if (text[i] >= '0' && text[i] <= '9') {
                number = number * 10 + text[i] - '0';
            } else {
                break;
            }
        }
        return second * 1_000_000 + number;
    }

    /** @return the position after it, or -1 */
    private static int find(byte[] text, int from, int end, byte[] sought) {
        for (int i = from; i <= end - sought.length; i++) {
            if (text[i] == sought[0] && Arrays.equals(text, i, i + sought.length, sought, 0, sought.length)) {
                return i + sought.length;
            }
        }
        return -1;
    }
}
