package org.chipigateway.crash;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.chipigateway.crash.Evidence.Event;
import org.chipigateway.crash.Evidence.Known;
import org.chipigateway.crash.Evidence.Reading;
import org.chipigateway.crash.Tally.Count;
import org.chipigateway.simulator.Simulator;

import com.fasterxml.jackson.databind.JsonNode;

/** What a lane came to, in numbers. */
final class Outcome {
    private final Evidence evidence;
    private final Simulator simulator;

    Outcome(Evidence evidence, Simulator simulator) {
        this.evidence = evidence;
        this.simulator = simulator;
    }

    void countInto(Tally tally) {
        evidence.purchases().forEach(purchase -> {
            tally.add(Count.KNOWN);
            tally.add(state(purchase));
        });
        tally.add(Count.DEBITS, evidence.debits().size());
        tally.add(Count.RESENT, sends().values().stream().filter(times -> times > 1).count());
        tally.add(Count.ADOPTED, evidence.logs().values().stream().filter(Outcome::adopted).count());
        tally.add(Count.READERS, evidence.readings().size());
        for (Reading reading : evidence.readings()) {
            tally.add(Count.EVENTS, reading.events().size());
        }
    }

    private static Count state(Known purchase) {
        if (!purchase.settled()) {
            return Count.OPEN;
        }
        return purchase.confirmed() ? Count.valueOf(purchase.status()) : Count.REJECTED;
    }

    /** POSTs that Chipi was sent, by hash. */
    private Map<String, Integer> sends() {
        Map<String, Integer> sends = new HashMap<>();
        simulator.calls().stream().filter(call -> call.method().equals("POST")).forEach(
                call -> sends.merge(Evidence.read(call.body()).path("transactionHash").asText(), 1, Integer::sum));
        return sends;
    }

    /** Whether it was a look-up that first told that Chipi has it. */
    private static boolean adopted(List<Event> log) {
        return log.stream().map(Event::json)
                .filter(json -> json.path("transaction").path("gateway").path("submission").asText()
                        .equals("CONFIRMED"))
                .findFirst().map(Outcome::source).filter("recovery"::equals).isPresent();
    }

    private static String source(JsonNode event) {
        return event.path("source").asText();
    }
}
