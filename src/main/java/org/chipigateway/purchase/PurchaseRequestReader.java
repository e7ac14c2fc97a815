package org.chipigateway.purchase;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Reads the body of {@code POST /v1/sku-purchases}: strictly, because what is misread here is bought. A field that we don't
 * know is refused too: it may be a misspelt one that the caller relies on.
 */
final class PurchaseRequestReader {
    static final int MAX_BYTES = 256 * 1024;

    private static final Set<String> FIELDS = Set.of("transactionHash", "skuId", "skuReference", "currencyAmount",
            "chain",
            "token", "walletAddress", "orgMarkup", "allowDuplicate");
    private static final BigDecimal LARGEST_AMOUNT = new BigDecimal("1000000");
    private static final int MOST_DECIMALS = 8;
    private static final ObjectReader JSON = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build().readerFor(JsonNode.class);

    private final List<PurchaseFailure.InvalidField> invalid = new ArrayList<>();
    private final ObjectNode body;

    private PurchaseRequestReader(ObjectNode body) {
        this.body = body;
    }

    static PurchaseRequest read(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw new PurchaseFailure.BodyTooLarge();
        }
        return new PurchaseRequestReader(parse(bytes)).read();
    }

    private static ObjectNode parse(byte[] bytes) {
        try (JsonParser parser = JSON.createParser(bytes)) {
            JsonNode body = JSON.readValue(parser);
            if (body instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException malformed) {
            // Jackson's message would quote the body, which may hold a customer's reference number.
            throw new PurchaseFailure.BodyMalformed("The body is not valid JSON");
        }
        throw new PurchaseFailure.BodyMalformed("The body must be one JSON object");
    }

    private PurchaseRequest read() {
        body.fieldNames().forEachRemaining(field -> {
            if (!FIELDS.contains(field)) {
                wrong(field.length() > 60 ? field.substring(0, 60) + "…" : field, "is not a field of a purchase");
            }
        });
        String hash = body.hasNonNull("transactionHash") ? text("transactionHash", null, 1000) : null;
        PurchaseIntent intent = new PurchaseIntent(text("skuId", null, 1000), text("skuReference", null, 200),
                decimal("currencyAmount", null), text("chain", "STARKNET", 50), text("token", "USDC", 50),
                text("walletAddress", "0x0", 200), decimal("orgMarkup", BigDecimal.ZERO));
        boolean allowDuplicate = flag("allowDuplicate");
        if (intent.currencyAmount() != null && intent.currencyAmount().signum() <= 0) {
            wrong("currencyAmount", "must be greater than 0");
        }
        if (!invalid.isEmpty()) {
            throw new PurchaseFailure.Invalid(invalid);
        }
        return new PurchaseRequest(hash, intent, allowDuplicate);
    }

    private String text(String field, String whenAbsent, int longest) {
        JsonNode value = valueOf(field, JsonNodeType.STRING, "a string", whenAbsent == null);
        if (value == null) {
            return whenAbsent;
        }
        String text = value.textValue();
        if (text.isBlank()) {
            wrong(field, "must not be blank");
        } else if (text.length() > longest) {
            wrong(field, "must be at most " + longest + " characters long");
        } else if (text.chars().anyMatch(Character::isISOControl)) {
            wrong(field, "must not hold control characters");
        } else if (text.codePoints().anyMatch(each -> Character.getType(each) == Character.SURROGATE)) {
            // Half a character has no UTF-8: it would reach Chipi as another text.
            wrong(field, "must be valid Unicode");
        }
        return text;
    }

    private BigDecimal decimal(String field, BigDecimal whenAbsent) {
        JsonNode value = valueOf(field, JsonNodeType.NUMBER, "a number", whenAbsent == null);
        if (value == null) {
            return whenAbsent;
        }
        BigDecimal number = value.decimalValue();
        if (number.signum() < 0 || number.compareTo(LARGEST_AMOUNT) > 0) {
            wrong(field, "must be between 0 and " + LARGEST_AMOUNT.toPlainString());
            return null;
        }
        if (number.signum() == 0) {
            // However many decimals or powers of ten it came with.
            return BigDecimal.ZERO;
        }
        if (number.stripTrailingZeros().scale() > MOST_DECIMALS) {
            wrong(field, "must have at most " + MOST_DECIMALS + " decimals");
            return null;
        }
        return number;
    }

    private boolean flag(String field) {
        JsonNode value = valueOf(field, JsonNodeType.BOOLEAN, "true or false", false);
        return value != null && value.booleanValue();
    }

    private JsonNode valueOf(String field, JsonNodeType type, String typeInWords, boolean required) {
        JsonNode value = body.get(field);
        if (value == null || value.isNull()) {
            if (required) {
                wrong(field, "is required");
            }
            return null;
        }
        if (value.getNodeType() != type) {
            wrong(field, "must be " + typeInWords);
            return null;
        }
        return value;
    }

    private void wrong(String field, String message) {
        invalid.add(new PurchaseFailure.InvalidField(field, message));
    }
}
