package org.chipigateway.webhook;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.chipigateway.purchase.PurchaseRefund;
import org.chipigateway.purchase.PurchaseState;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Reads deliveries in every shape that has been seen of them: Chipi publishes none. */
final class DeliveryReader {
    private static final ObjectMapper JSON = JsonMapper
            .builder(JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(64).maxNumberLength(200).build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES).build();
    private static final List<String> IDS = List.of("id", "transactionId", "skuTransactionId", "skuPurchaseId");
    private static final String HASH = "transactionHash";
    private static final Pattern NAME = Pattern.compile("[\\x21-\\x7e]{1,255}");
    private static final Pattern EVENT = Pattern.compile("sku-(?:purchase|transaction)\\.(.+)");
    private static final int LONGEST_EVENT = 100;

    private DeliveryReader() {
    }

    /** @throws WebhookFailure.Malformed where the bytes aren't UTF-8 */
    static String text(byte[] body) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
        } catch (CharacterCodingException notText) {
            throw new WebhookFailure.Malformed();
        }
    }

    /** @throws WebhookFailure.Malformed where it isn't one JSON object */
    static DeliveryContent read(String body) {
        ObjectNode root = object(body);
        JsonNode data = root.path("data");
        JsonNode transaction = data.path("transaction");
        ObjectNode fields = transaction instanceof ObjectNode row
                ? row
                : data instanceof ObjectNode flat ? flat : JSON.createObjectNode();
        Optional<PurchaseState> status = Stream.of(fields, data).map(holder -> holder.path("status").textValue())
                .flatMap(word -> PurchaseState.ofWord(word).stream()).findFirst();
        String event = root.path("event").textValue();
        String word = word(event);
        return new DeliveryContent(event == null || event.length() <= LONGEST_EVENT
                ? event
                : event.substring(0, LONGEST_EVENT), names(IDS, data, transaction),
                names(List.of(HASH), data, transaction), state(word, status), refund(word), fields);
    }

    private static ObjectNode object(String body) {
        try {
            if (JSON.readTree(body) instanceof ObjectNode root) {
                return root;
            }
        } catch (JsonProcessingException broken) {
            throw new WebhookFailure.Malformed();
        }
        throw new WebhookFailure.Malformed();
    }

    private static Set<String> names(List<String> keys, JsonNode... holders) {
        Set<String> names = new LinkedHashSet<>();
        for (JsonNode holder : holders) {
            keys.stream().map(key -> holder.path(key).textValue())
                    .filter(name -> name != null && NAME.matcher(name).matches()).forEach(names::add);
        }
        return names;
    }

    /** What an event's name says, whether it is a new one or one of the older; empty for another's events. */
    private static String word(String event) {
        Matcher ours = EVENT.matcher(event == null ? "" : event.strip().toLowerCase(Locale.ROOT));
        return ours.matches() ? ours.group(1) : "";
    }

    /** The name counts before the status, but "failed" leaves open whether the purchase was called off. */
    private static PurchaseState state(String word, Optional<PurchaseState> status) {
        return switch (word) {
            case "completed" -> PurchaseState.SUCCESS;
            case "failed", "refunded", "refund-due" ->
                status.filter(PurchaseState.CANCELLED::equals).orElse(PurchaseState.FAILED);
            case "" -> null;
            default -> status.orElse(null);
        };
    }

    private static PurchaseRefund refund(String word) {
        return switch (word) {
            case "refunded" -> PurchaseRefund.CREDITS_RESTORED;
            case "refund-due" -> PurchaseRefund.REFUND_DUE;
            default -> null;
        };
    }
}
