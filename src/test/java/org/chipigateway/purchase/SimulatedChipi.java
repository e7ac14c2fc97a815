package org.chipigateway.purchase;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import org.chipigateway.simulator.Settling;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Chipi as the benchmark sees it, in virtual time: purchases settle as the design says that they do, and of all calls that arrive
 * within any 60 seconds no more than its limit are answered with anything but 429. Nothing is lost on the way, nothing fails.
 */
final class SimulatedChipi {
    static final Duration WINDOW = Duration.ofSeconds(60);
    /** Each way takes as long as it likes between these, so that calls also overtake one another. */
    private static final int SHORTEST_WAY_MILLIS = 15;
    private static final int LONGEST_WAY_MILLIS = 75;

    /** What becomes of webhooks. */
    enum Webhooks {
        OFF(1), ON(0), LOSSY(0.3);

        private final double lost;

        Webhooks(double lost) {
            this.lost = lost;
        }
    }

    /** @param retryAfter with 429 only */
    record Answer(int status, ObjectNode body, Duration retryAfter) {
        boolean tooMany() {
            return status == 429;
        }
    }

    private static final class Row {
        final ObjectNode json;
        final Instant createdAt;
        Instant settledAt;

        Row(ObjectNode json, Instant createdAt) {
            this.json = json;
            this.createdAt = createdAt;
        }
    }

    /** Told of each settled row that a webhook carries. */
    Consumer<ObjectNode> webhook = row -> {
    };

    private final Agenda agenda;
    private final RandomGenerator chance;
    private final Webhooks webhooks;
    private final int limit;
    private final Settling settling = Settling.likeChipi();
    private final Deque<Instant> answered = new ArrayDeque<>();
    private final Map<String, Row> byId = new HashMap<>();
    private final Map<String, Row> byHash = new HashMap<>();
    private int calls;
    private int refused;

    /** @param limit how many calls are answered in any 60 seconds */
    SimulatedChipi(Agenda agenda, RandomGenerator chance, Webhooks webhooks, int limit) {
        this.agenda = agenda;
        this.chance = chance;
        this.webhooks = webhooks;
        this.limit = limit;
    }

    void post(String transactionHash, String skuId, String skuReference, Number amount, Consumer<Answer> caller) {
        call(caller, () -> {
            Row row = byHash.get(transactionHash);
            if (row == null) {
                row = enter(transactionHash, skuId, skuReference, amount);
            }
            return new Answer(201, shown(row), null);
        });
    }

    void get(String id, Consumer<Answer> caller) {
        call(caller, () -> found(byId.get(id)));
    }

    void getByHash(String transactionHash, Consumer<Answer> caller) {
        call(caller, () -> found(byHash.get(transactionHash)));
    }

    private Answer found(Row row) {
        return row == null
                ? new Answer(404, JsonNodeFactory.instance.objectNode().put("message", "Transaction not found"), null)
                : new Answer(200, shown(row), null);
    }

    private Row enter(String transactionHash, String skuId, String skuReference, Number amount) {
        Instant now = agenda.instant();
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("id", "tx-" + (byId.size() + 1))
                .put("transactionHash", transactionHash).put("skuId", skuId).put("skuReference", skuReference)
                .put("skuPurchaseAmount", amount.doubleValue()).put("createdAt", now.toString());
        Row row = new Row(json, now);
        byId.put(json.path("id").textValue(), row);
        byHash.put(transactionHash, row);
        settling.draw(chance).ifPresent(delay -> {
            row.settledAt = now.plus(delay);
            if (chance.nextDouble() >= webhooks.lost) {
                agenda.after(delay.plus(way()), this, "a webhook", () -> webhook.accept(shown(row)));
            }
        });
        return row;
    }

    private ObjectNode shown(Row row) {
        Instant now = agenda.instant();
        boolean settled = row.settledAt != null && !now.isBefore(row.settledAt);
        boolean passedOn = now.isAfter(row.createdAt.plusSeconds(1));
        return row.json.deepCopy().put("status", settled ? "SUCCESS" : passedOn ? "PROCESSING" : "PENDING");
    }

    private void call(Consumer<Answer> caller, Supplier<Answer> work) {
        agenda.after(way(), this, "a call arrives", () -> {
            Answer answer = admitted(work);
            agenda.after(way(), this, "a call is answered", () -> caller.accept(answer));
        });
    }

    private Answer admitted(Supplier<Answer> work) {
        Instant now = agenda.instant();
        calls++;
        while (!answered.isEmpty() && !answered.peekFirst().isAfter(now.minus(WINDOW))) {
            answered.removeFirst();
        }
        if (answered.size() >= limit) {
            refused++;
            return new Answer(429, null, Duration.between(now, answered.peekFirst().plus(WINDOW)));
        }
        answered.addLast(now);
        return work.get();
    }

    private Duration way() {
        return Duration.ofMillis(chance.nextInt(SHORTEST_WAY_MILLIS, LONGEST_WAY_MILLIS));
    }

    /** When a purchase settled; empty while it hasn't, or Chipi doesn't know it. */
    Optional<Instant> settledAt(String transactionHash) {
        return Optional.ofNullable(byHash.get(transactionHash)).map(row -> row.settledAt)
                .filter(at -> !at.isAfter(agenda.instant()));
    }

    int purchases() {
        return byId.size();
    }

    int calls() {
        return calls;
    }

    /** With 429. */
    int refused() {
        return refused;
    }
}
