package org.chipigateway.simulator;

import java.util.List;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Chipi says no, in its own JSON. */
final class Refusal extends Exception {
    private final int status;
    private final String code;
    private final transient List<String> messages;

    /** @param messages one is sent as a string, several as a list, as Chipi does */
    Refusal(int status, String code, String... messages) {
        super(String.join("; ", messages), null, false, false);
        this.status = status;
        this.code = code;
        this.messages = List.of(messages);
    }

    int status() {
        return status;
    }

    ObjectNode json() {
        ObjectNode json = Json.object();
        if (messages.size() == 1) {
            json.put("message", messages.get(0));
        } else {
            ArrayNode list = json.putArray("message");
            messages.forEach(list::add);
        }
        if (code != null) {
            json.put("code", code);
        }
        return json.put("error", reason()).put("statusCode", status);
    }

    private String reason() {
        return switch (status) {
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 402 -> "Payment Required";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 422 -> "Unprocessable Entity";
            case 429 -> "Too Many Requests";
            default -> "Internal Server Error";
        };
    }
}
