package org.chipigateway.chipi;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What Chipi answered, read as far as it can be.
 *
 * @param retryAfter the header, or null
 * @param json empty where the body isn't one JSON object
 */
record Answer(int status, String retryAfter, Optional<ObjectNode> json) {

    boolean ok() {
        return status / 100 == 2;
    }

    /** Chipi's own words, several joined by "; ": only these tell its refusal from a proxy's. */
    Optional<String> message() {
        return json.map(body -> body.get("message")).map(Answer::words);
    }

    /** Null where there is none. */
    String code() {
        return json.map(body -> body.path("code")).filter(JsonNode::isTextual).map(JsonNode::textValue).orElse(null);
    }

    private static String words(JsonNode message) {
        if (message.isTextual()) {
            return message.textValue();
        }
        if (!message.isArray() || message.isEmpty()) {
            return null;
        }
        List<String> words = new ArrayList<>(message.size());
        for (JsonNode word : message) {
            if (!word.isTextual()) {
                return null;
            }
            words.add(word.textValue());
        }
        return String.join("; ", words);
    }
}
