package org.chipigateway.catalog;

import java.util.ArrayList;
import java.util.List;

import org.chipigateway.catalog.CatalogFailure.InvalidQuery;
import org.chipigateway.catalog.CatalogFailure.Mismatch;
import org.chipigateway.chipi.SkuQuery;

/** Reads the catalogue's query parameters, and reports all that are wrong at once. An empty one counts as absent. */
final class SkuQueryParameters {

    private static final int MAX_TEXT = 100;

    private final List<Mismatch> mismatches = new ArrayList<>();

    Integer number(String name, String value, int least, int most) {
        if (value == null || value.isBlank()) {
            return null;
        }
        String digits = value.strip();
        if (digits.matches("\\d{1,9}")) {
            int number = Integer.parseInt(digits);
            if (number >= least && number <= most) {
                return number;
            }
        }
        mismatches.add(new Mismatch(name, most == Integer.MAX_VALUE
                ? "must be a whole number of at least " + least
                : "must be a whole number from " + least + " to " + most));
        return null;
    }

    String text(String name, String value) {
        if (value == null || value.isBlank()) {
            return null;
        }
        String text = value.strip();
        if (text.length() > MAX_TEXT || text.chars().anyMatch(Character::isISOControl)) {
            mismatches.add(new Mismatch(name, "must be at most " + MAX_TEXT + " characters of text"));
        }
        return text;
    }

    SkuQuery orFail(SkuQuery query) {
        if (!mismatches.isEmpty()) {
            throw new InvalidQuery(mismatches);
        }
        return query;
    }
}
