package org.chipigateway.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What can be bought: a few dozen SKUs made after Mexican carriers, none of them real. */
final class Catalogue {
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 1000;

    private final Map<String, ObjectNode> spanish = new LinkedHashMap<>();
    private final Map<String, ObjectNode> english = new LinkedHashMap<>();

    Catalogue() {
        try (InputStream in = Catalogue.class.getResourceAsStream("/simulator/catalogue.json")) {
            for (JsonNode family : Json.read(new String(in.readAllBytes(), StandardCharsets.UTF_8))) {
                add(family);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The simulator's catalogue can't be read", e);
        }
    }

    private void add(JsonNode family) {
        if (family.has("id")) {
            add(family, family.get("id").asText(), null);
        }
        for (JsonNode amount : family.path("amounts")) {
            BigDecimal fixed = amount.decimalValue();
            add(family, family.get("prefix").asText() + String.format(Locale.ROOT, "%03d", fixed.intValue()), fixed);
        }
    }

    private void add(JsonNode family, String id, BigDecimal fixed) {
        spanish.put(id, sku(family, id, fixed, "es", "labelEs", "Monto"));
        english.put(id, sku(family, id, fixed, "en", "labelEn", "Amount"));
    }

    private static ObjectNode sku(JsonNode family, String id, BigDecimal fixed, String name, String label,
            String amountLabel) {
        String currency = family.path("currency").asText("MXN");
        String title = family.get(name).asText()
                + (fixed == null ? "" : " $" + fixed.toPlainString() + (currency.equals("MXN") ? "" : " " + currency));
        ObjectNode sku = Json.object();
        sku.put("id", id).put("providerId", family.get("provider").asText()).put("name", title);
        sku.put("chipiName", title).put("carrierName", family.get("carrier").asText()).put("description", title);
        sku.put("category", family.get("category").asText());
        sku.put("chipiCategory", family.get("chipiCategory").asText());
        sku.put("referenceRegexValidation", family.get("reference").asText());
        sku.put("referenceLabel", family.get(label).asText());
        sku.put("amountRegexValidation",
                fixed == null
                        ? family.get("amountRegex").asText()
                        : "^" + fixed.toPlainString().replace(".", "\\.") + "$");
        sku.put("amountLabel", amountLabel);
        if (fixed != null) {
            sku.put("fixedAmount", fixed);
        }
        sku.put("currency", currency).put("canCheckSkuReference", family.path("check").asBoolean(false));
        sku.putNull("logoUrl");
        return sku.put("createdAt", "2026-01-15T18:00:00.000Z").put("updatedAt", "2026-10-01T18:00:00.000Z");
    }

    Optional<ObjectNode> sku(String id) {
        return Optional.ofNullable(spanish.get(id));
    }

    /** @param locale {@code en}, or anything else for Spanish */
    Optional<ObjectNode> sku(String id, String locale) {
        return Optional.ofNullable(in(locale).get(id));
    }

    /** One page. {@code parameter} gives a query parameter's value, or null. */
    ObjectNode page(Function<String, String> parameter) throws Refusal {
        int limit = number(parameter, "limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
        int page = number(parameter, "page", 1, 1, Integer.MAX_VALUE);
        long offset = parameter.apply("offset") == null
                ? (page - 1L) * limit
                : number(parameter, "offset", 0, 0, Integer.MAX_VALUE);
        Predicate<ObjectNode> wanted = is(parameter, "provider", "providerId")
                .and(is(parameter, "category", "category"))
                .and(is(parameter, "chipiCategory", "chipiCategory")).and(carrier(parameter.apply("carrierName")));
        List<ObjectNode> found = in(parameter.apply("locale")).values().stream().filter(wanted).toList();
        ArrayNode data = Json.array();
        found.stream().skip(offset).limit(limit).forEach(data::add);
        ObjectNode answer = Json.object();
        answer.set("data", data);
        return answer.put("total", found.size()).put("page", offset / limit + 1).put("limit", limit)
                .put("totalPages", (found.size() + limit - 1) / limit);
    }

    private Map<String, ObjectNode> in(String locale) {
        return "en".equals(locale) ? english : spanish;
    }

    private static Predicate<ObjectNode> is(Function<String, String> parameter, String name, String field) {
        String value = parameter.apply(name);
        return sku -> value == null || value.isEmpty() || sku.get(field).asText().equals(value);
    }

    private static Predicate<ObjectNode> carrier(String part) {
        String lower = part == null ? "" : part.toLowerCase(Locale.ROOT);
        return sku -> sku.get("carrierName").asText().toLowerCase(Locale.ROOT).contains(lower);
    }

    private static int number(Function<String, String> parameter, String name, int otherwise, int least, int most)
            throws Refusal {
        String value = parameter.apply(name);
        if (value == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // answered below
        }
        throw new Refusal(400, null, name + " must be an integer from " + least + " to " + most);
    }

    /** As JavaScript's {@code new RegExp(regex).test(value)}. */
    static boolean matches(String regex, String value) {
        return Pattern.compile(regex).matcher(value).find();
    }
}
