package org.chipigateway.crash;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.awaitility.core.ConditionTimeoutException;
import org.chipigateway.crash.Evidence.Answer;
import org.chipigateway.crash.Evidence.Debit;
import org.chipigateway.crash.Evidence.Event;
import org.chipigateway.crash.Evidence.Known;
import org.chipigateway.crash.Evidence.Reading;
import org.chipigateway.simulator.Ledger;
import org.chipigateway.simulator.Simulator;

import com.fasterxml.jackson.databind.JsonNode;

/** The end of a lane: waits until everything has settled, and gathers what the gateway, Chipi and the clients have to say. */
final class Reconciliation {
    private static final int PAGE = 100;

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String baseUrl;
    private final Simulator simulator;
    private final Orders orders;
    private final Load load;

    Reconciliation(String baseUrl, Simulator simulator, Orders orders, Load load) {
        this.baseUrl = baseUrl;
        this.simulator = simulator;
        this.orders = orders;
        this.load = load;
    }

    /** @param patience what is open after that stays open, for the audit to find */
    Evidence evidence(Duration patience) {
        try {
            // Asking also gives the gateway each customer's newest bearer.
            await().atMost(patience).pollInterval(Duration.ofSeconds(1)).ignoreExceptionsInstanceOf(NotAnswered.class)
                    .until(() -> load.finished() && open("PENDING") + open("PROCESSING") == 0);
        } catch (ConditionTimeoutException late) {
            // The audit tells of each.
        }
        Set<String> acknowledged = new HashSet<>();
        List<Answer> answers = new ArrayList<>();
        for (Order order : orders.all()) {
            if (order.isAcknowledged()) {
                acknowledged.add(order.hash().orElseThrow());
            }
            answers.addAll(order.answers());
        }
        List<Reading> readings = load.readers().stream().map(EventReader::reading).toList();
        List<Known> purchases = new ArrayList<>();
        Map<String, List<Event>> logs = new HashMap<>();
        for (Customer customer : orders.customers()) {
            for (Known purchase : all(customer)) {
                purchases.add(purchase);
                if (purchase.settled()) {
                    logs.put(purchase.hash(), log(customer, purchase.hash()));
                }
            }
        }
        return new Evidence(debits(), acknowledged, purchases, logs, readings, answers);
    }

    private int open(String status) {
        return orders.customers().stream().mapToInt(customer -> Evidence
                .read(get(customer, "?limit=1&status=" + status, "application/json")).path("total").asInt()).sum();
    }

    private List<Known> all(Customer customer) {
        List<Known> all = new ArrayList<>();
        JsonNode page;
        int number = 0;
        do {
            page = Evidence.read(get(customer, "?limit=" + PAGE + "&page=" + ++number, "application/json"));
            for (JsonNode row : page.path("data")) {
                JsonNode ours = row.path("gateway");
                all.add(new Known(row.path("transactionHash").asText(), row.path("id").asText(),
                        row.path("status").asText(), ours.path("submission").asText(),
                        ours.path("incident").textValue(), ours.path("lastEventId").asLong()));
            }
        } while (number < page.path("totalPages").asInt());
        return all;
    }

    /** From scratch; of a settled purchase the stream ends by itself. */
    private List<Event> log(Customer customer, String hash) {
        List<Event> events = new ArrayList<>();
        for (String block : get(customer, "/" + hash + "/events", "text/event-stream").split("\n\n")) {
            Map<String, String> fields = new HashMap<>();
            block.lines().filter(line -> line.indexOf(':') > 0).forEach(
                    line -> fields.put(line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 1)));
            if (fields.containsKey("id")) {
                events.add(new Event(Long.parseLong(fields.get("id").strip()), fields.get("event").strip(),
                        fields.get("data")));
            }
        }
        return events;
    }

    private String get(Customer customer, String path, String accept) {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create(baseUrl + "/v1/sku-purchases" + path))
                            .header("Authorization", customer.authorization()).header("Accept", accept)
                            .timeout(Duration.ofSeconds(30)).build(),
                    BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new NotAnswered(path + " got " + answer.statusCode() + " " + answer.body(), null);
            }
            return answer.body();
        } catch (IOException e) {
            throw new NotAnswered(path + " got no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A gateway that has only just started may say that it can't say. */
    private static final class NotAnswered extends RuntimeException {
        NotAnswered(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Asked for last: what is in it by then is final. */
    private List<Debit> debits() {
        List<Ledger.Entry> entries = simulator.ledger().entries();
        Set<String> restored = new HashSet<>();
        entries.stream().filter(entry -> entry.kind() == Ledger.Kind.RESTORE)
                .forEach(entry -> restored.add(entry.transactionId()));
        return entries.stream().filter(entry -> entry.kind() == Ledger.Kind.DEBIT).map(entry -> new Debit(
                entry.transactionHash(), entry.transactionId(), restored.contains(entry.transactionId()))).toList();
    }
}
