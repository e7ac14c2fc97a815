package org.chipigateway.crash;

import java.util.ArrayList;
import java.util.List;

import org.chipigateway.crash.Evidence.Answer;
import org.chipigateway.crash.Evidence.Event;
import org.chipigateway.crash.Evidence.Known;
import org.chipigateway.crash.Evidence.Reading;
import org.chipigateway.crash.Violation.Kind;

import com.fasterxml.jackson.databind.JsonNode;

/** The part about events: the logs are in order, and all that clients were told, across kills and reconnects, is in them. */
final class HistoryAudit {
    private static final List<String> STATES = List.of("PENDING/UNCONFIRMED", "PENDING/CONFIRMED",
            "PROCESSING/CONFIRMED", "SUCCESS/CONFIRMED", "FAILED/CONFIRMED", "CANCELLED/CONFIRMED", "FAILED/REJECTED");
    private static final int FIRST_TERMINAL = 3;

    private final Evidence evidence;
    private final List<Violation> violations = new ArrayList<>();

    private HistoryAudit(Evidence evidence) {
        this.evidence = evidence;
    }

    static List<Violation> of(Evidence evidence) {
        HistoryAudit audit = new HistoryAudit(evidence);
        evidence.purchases().stream().filter(Known::settled).forEach(audit::log);
        evidence.readings().forEach(audit::reading);
        evidence.answers().forEach(audit::answer);
        return audit.violations;
    }

    private void log(Known purchase) {
        String hash = purchase.hash();
        List<Event> log = logOf(hash);
        if (log.isEmpty()) {
            found(Kind.MISSING_EVENT, hash, "it has no history");
            return;
        }
        Step last = null;
        long lastId = 0;
        for (Event event : log) {
            Step step = Step.of(event);
            if (event.id() <= lastId) {
                found(Kind.WRONG_HISTORY, hash, "event " + event.id() + " after " + lastId);
            }
            if (!step.mayFollow(last)) {
                found(Kind.WRONG_HISTORY, hash, step + " after " + last);
            }
            last = step;
            lastId = event.id();
        }
        if (!last.terminal() || !last.shows(purchase)) {
            found(Kind.WRONG_HISTORY, hash, "ends with " + last + ", and the purchase is " + purchase.status() + "/"
                    + purchase.submission());
        }
        if (lastId != purchase.lastEventId()) {
            found(Kind.MISSING_EVENT, hash, "the log ends with event " + lastId + ", the purchase says "
                    + purchase.lastEventId());
        }
    }

    /** Each reader starts at the beginning: it has to have seen the log, event by event, as far as it came. */
    private void reading(Reading reading) {
        List<Event> log = logOf(reading.hash());
        long lastId = 0;
        int next = 0;
        for (Event seen : reading.events()) {
            if (seen.id() <= lastId) {
                found(Kind.REPEATED_EVENT, reading.hash(), "a reader saw event " + seen.id() + " after " + lastId);
                continue;
            }
            lastId = seen.id();
            if (next < log.size() && log.get(next).equals(seen)) {
                next++;
                continue;
            }
            int later = log.subList(Math.min(next, log.size()), log.size()).indexOf(seen);
            if (later > 0) {
                found(Kind.MISSING_EVENT, reading.hash(), "a reader missed event " + log.get(next).id());
                next += later + 1;
            } else if (!log.isEmpty()) {
                found(Kind.OTHER_EVENT, reading.hash(), "a reader saw " + seen + ", which is not in the log");
                next++;
            }
        }
        ending(reading, log);
    }

    private void ending(Reading reading, List<Event> log) {
        if (log.isEmpty()) {
            return;
        }
        List<Event> seen = reading.events();
        if (!reading.finished()) {
            found(Kind.MISSING_EVENT, reading.hash(), "a reader was never told the end");
        } else if (seen.isEmpty() || !Step.of(seen.get(seen.size() - 1)).terminal()) {
            found(Kind.MISSING_EVENT, reading.hash(), "a reader was told the end before the terminal event");
        }
    }

    /** What was answered had been committed, so that it outlives every kill. */
    private void answer(Answer answer) {
        List<Event> log = logOf(answer.hash());
        if (!log.isEmpty() && log.stream().noneMatch(event -> event.id() == answer.lastEventId()
                && event.json().path("status").asText().equals(answer.status()))) {
            found(Kind.OTHER_EVENT, answer.hash(), "answered as " + answer.status() + " with event "
                    + answer.lastEventId() + ", which is not in the log");
        }
    }

    private List<Event> logOf(String hash) {
        return evidence.logs().getOrDefault(hash, List.of());
    }

    private void found(Kind kind, String hash, String detail) {
        violations.add(new Violation(kind, hash, detail));
    }

    /** Where an event says that its purchase stands. */
    private record Step(int attempt, String state, boolean terminal, boolean changesState) {

        static Step of(Event event) {
            JsonNode json = event.json();
            JsonNode ours = json.path("transaction").path("gateway");
            return new Step(ours.path("attempt").asInt(),
                    json.path("status").asText() + "/" + ours.path("submission").asText(),
                    json.path("terminal").asBoolean(), event.changesState());
        }

        /** Forward only; a purchase that was rejected may begin again. A detail leaves the state as it is. */
        boolean mayFollow(Step before) {
            int rank = STATES.indexOf(state);
            if (rank < 0 || terminal != rank >= FIRST_TERMINAL) {
                return false;
            }
            if (before == null) {
                return rank == 0 && attempt == 1 && changesState;
            }
            if (attempt != before.attempt) {
                return rank == 0 && changesState && attempt == before.attempt + 1
                        && before.state.equals("FAILED/REJECTED");
            }
            return changesState
                    ? !before.terminal && rank > STATES.indexOf(before.state) && !skipsConfirmation(before)
                    : state.equals(before.state);
        }

        /** Only what was never confirmed can be rejected. */
        private boolean skipsConfirmation(Step before) {
            return state.equals("FAILED/REJECTED") && !before.state.equals("PENDING/UNCONFIRMED");
        }

        boolean shows(Known purchase) {
            return state.equals(purchase.status() + "/" + purchase.submission());
        }
    }
}
