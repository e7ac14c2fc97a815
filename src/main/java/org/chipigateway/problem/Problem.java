package org.chipigateway.problem;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One answer that says what went wrong, in the shape of RFC 9457 and of Chipi's own errors at once. Immutable: each
 * {@code with…} gives another.
 *
 * @param word the {@code code}: ours, or Chipi's own where Chipi refused
 * @param detail what went wrong this time, for people; Chipi's SDK shows it as the error's message
 * @param extensions further members of the body
 * @param headers further headers of the answer
 */
public record Problem(ProblemCode code, String word, int status, String detail, Map<String, JsonNode> extensions,
        Map<String, String> headers) {

    public static final String MEDIA_TYPE = "application/problem+json";
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int LONGEST_INSTANCE = 512;

    /** What is wrong with one field. */
    public record FieldError(String field, String message) {
    }

    public static Problem of(ProblemCode code) {
        return of(code, code.title());
    }

    public static Problem of(ProblemCode code, String detail) {
        return new Problem(code, code.name(), code.status(), detail == null || detail.isBlank() ? code.title() : detail,
                Map.of(), Map.of());
    }

    /** Under another status and word than the code's own: Chipi's. */
    public Problem as(int otherStatus, String otherWord) {
        return new Problem(code, otherWord, otherStatus, detail, extensions, headers);
    }

    public Problem with(String member, JsonNode value) {
        Map<String, JsonNode> more = new LinkedHashMap<>(extensions);
        more.put(member, value);
        return new Problem(code, word, status, detail, more, headers);
    }

    public Problem with(String member, String value) {
        return with(member, JSON.textNode(value));
    }

    public Problem withErrors(List<FieldError> errors) {
        ArrayNode list = JSON.arrayNode();
        List<String> words = new ArrayList<>();
        for (FieldError error : errors) {
            list.addObject().put("field", error.field()).put("message", error.message());
            words.add(error.field() + ": " + error.message());
        }
        String listed = words.isEmpty() ? detail : detail + " (" + String.join("; ", words) + ")";
        return new Problem(code, word, status, listed, extensions, headers).with("errors", list);
    }

    public Problem withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Problem(code, word, status, detail, extensions, more);
    }

    /** In whole seconds, rounded up, at least one. */
    public Problem retryAfter(Duration pause) {
        long seconds = Math.max(1, pause.plusMillis(999).toSeconds());
        return withHeader("Retry-After", Long.toString(seconds));
    }

    /** @param path the request's path, without the query: a ticket may be in there */
    public ObjectNode body(String path) {
        ObjectNode body = JSON.objectNode();
        body.put("type", code.type());
        body.put("title", code.title());
        body.put("status", status);
        body.put("detail", detail);
        body.put("instance", instance(path));
        body.put("message", detail);
        body.put("code", word);
        extensions.forEach(body::set);
        return body;
    }

    /** A reference that begins with two slashes would name a host. */
    private static String instance(String path) {
        if (path == null || path.isEmpty()) {
            return "/";
        }
        String single = path.replaceFirst("^/{2,}", "/");
        return single.length() > LONGEST_INSTANCE ? single.substring(0, LONGEST_INSTANCE) : single;
    }
}
