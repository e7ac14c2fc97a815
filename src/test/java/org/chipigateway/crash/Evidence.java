package org.chipigateway.crash;

import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * All that is known when a run is over: from the simulator's ledger, from the gateway, and from its clients.
 *
 * @param acknowledged the hashes whose POST was ever answered 200, 201 or 202, or as a stream
 * @param logs by hash: the events of each settled purchase, read from scratch at the end
 */
record Evidence(List<Debit> debits, Set<String> acknowledged, List<Known> purchases, Map<String, List<Event>> logs,
        List<Reading> readings, List<Answer> answers) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * One debit of the ledger.
     *
     * @param rowId Chipi's id
     * @param restored whether its credits came back: then Chipi says FAILED or CANCELLED
     */
    record Debit(String hash, String rowId, boolean restored) {
    }

    /** A purchase as the gateway shows it at the end. */
    record Known(String hash, String id, String status, String submission, String incident, long lastEventId) {

        boolean confirmed() {
            return submission.equals("CONFIRMED");
        }

        boolean settled() {
            return Set.of("SUCCESS", "FAILED", "CANCELLED").contains(status);
        }
    }

    /** One event of the log, as a stream told it. */
    record Event(long id, String type, String data) {

        JsonNode json() {
            return read(data);
        }

        /** A change of state; a detail changes none. */
        boolean changesState() {
            return type.equals("status");
        }
    }

    /**
     * What one reader saw of one purchase, over all its connections.
     *
     * @param finished whether it was told that there is no more
     */
    record Reading(String hash, List<Event> events, boolean finished) {
    }

    /** What a JSON answer said of a purchase. */
    record Answer(String hash, String status, long lastEventId) {
    }

    static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not JSON: " + json, e);
        }
    }
}
