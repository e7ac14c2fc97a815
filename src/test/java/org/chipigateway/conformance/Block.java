package org.chipigateway.conformance;

import java.util.List;
import java.util.Objects;

import io.vertx.core.json.JsonObject;

/**
 * One block of a stream, as it came.
 *
 * @param text its lines, without the empty one that ended it
 */
public record Block(String text) {

    public List<String> lines() {
        return text.lines().toList();
    }

    /** Null where it has none. */
    public String id() {
        return field("id");
    }

    /** Null where it has none. */
    public String event() {
        return field("event");
    }

    /** Null where it has none. */
    public String data() {
        return field("data");
    }

    /** Null where it has none. */
    public String retry() {
        return field("retry");
    }

    /** Null where it has none. */
    public String comment() {
        return field("");
    }

    public JsonObject json() {
        return new JsonObject(Objects.requireNonNull(data(), () -> "no data in: " + text));
    }

    /** Whether it is a row of the log, rather than a word about the stream itself. */
    public boolean ofTheLog() {
        return id() != null && data() != null;
    }

    public boolean is(String name) {
        return name.equals(event());
    }

    private String field(String name) {
        return lines().stream().filter(line -> nameOf(line).equals(name)).map(Block::valueOf).findFirst().orElse(null);
    }

    /** Empty for a comment. */
    static String nameOf(String line) {
        int colon = line.indexOf(':');
        return colon < 0 ? line : line.substring(0, colon);
    }

    private static String valueOf(String line) {
        int colon = line.indexOf(':');
        String value = colon < 0 ? "" : line.substring(colon + 1);
        return value.startsWith(" ") ? value.substring(1) : value;
    }
}
