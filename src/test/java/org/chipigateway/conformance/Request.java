package org.chipigateway.conformance;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request, written as plainly as HTTP/1.1 allows.
 *
 * @param target path and query
 * @param body null for none
 */
public record Request(String method, String target, Map<String, String> headers, String body) {

    public static Request get(String target) {
        return new Request("GET", target, Map.of("Accept", "text/event-stream"), null);
    }

    public static Request post(String target, String json) {
        return new Request("POST", target, Map.of("Content-Type", "application/json", "Accept", "application/json"),
                json);
    }

    public Request method(String other) {
        return new Request(other, target, headers, body);
    }

    /** @param value null: the request is without this header */
    public Request with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        if (value == null) {
            more.remove(header);
        } else {
            more.put(header, value);
        }
        return new Request(method, target, more, body);
    }

    public Request as(String bearer) {
        return with("Authorization", "Bearer " + bearer);
    }

    public Request after(String id) {
        return with("Last-Event-ID", id);
    }

    public Answer to(URI base) {
        Connection connection = Connection.to(base);
        try {
            connection.say(text(base));
            return method.equals("HEAD") ? Answer.toHeadOn(connection) : Answer.on(connection);
        } catch (RuntimeException failed) {
            connection.close();
            throw failed;
        }
    }

    public String text(URI base) {
        StringBuilder text = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: " + base.getAuthority()
                + "\r\n");
        headers.forEach((name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
        if (body != null) {
            text.append("Content-Length: ").append(body.getBytes(StandardCharsets.UTF_8).length).append("\r\n");
        }
        return text.append("\r\n").append(body == null ? "" : body).toString();
    }
}
