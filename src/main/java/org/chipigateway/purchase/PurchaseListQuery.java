package org.chipigateway.purchase;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads what a list is asked for, and tells all that is wrong with it at once. */
final class PurchaseListQuery {
    private static final int LARGEST_PAGE = 100;
    private static final int LAST_PAGE = 100_000;
    private static final Pattern NUMBER = Pattern.compile("\\d{1,6}");
    private static final List<String> WORDS = List.of("PENDING", "PROCESSING", "SUCCESS", "FAILED", "CANCELLED");
    /** Nothing is kept for longer, and no moment so long ago is out of anybody's reckoning. */
    private static final Duration OLDEST = Duration.ofDays(3650);

    private final Scope scope;
    private final List<PurchaseFailure.InvalidField> invalid = new ArrayList<>();

    PurchaseListQuery(Scope scope) {
        this.scope = scope;
    }

    int page(String value) {
        return bounded("page", value, 1, LAST_PAGE);
    }

    int limit(String value) {
        return bounded("limit", value, 20, LARGEST_PAGE);
    }

    private int bounded(String name, String value, int whenAbsent, int largest) {
        if (value == null) {
            return whenAbsent;
        }
        int number = NUMBER.matcher(value).matches() ? Integer.parseInt(value) : 0;
        if (number < 1 || number > largest) {
            wrong(name, "must be a whole number from 1 to " + largest);
            return whenAbsent;
        }
        return number;
    }

    List<PurchaseState> states(String status) {
        if (status == null) {
            return Arrays.asList(PurchaseState.values());
        }
        List<PurchaseState> states = PurchaseState.shownAs(status);
        if (states.isEmpty()) {
            wrong("status", "must be one of " + String.join(", ", WORDS));
        }
        return states;
    }

    /** The filters that operators have beside the status. */
    PurchaseSearch search(List<PurchaseState> states, String submission, String incident, String olderThan,
            Instant now) {
        Set<PurchaseState> wanted = EnumSet.allOf(PurchaseState.class);
        wanted.retainAll(states);
        submission(submission).ifPresent(said -> wanted.retainAll(said.states()));
        return new PurchaseSearch(wanted, incident(incident), createdBefore(olderThan, now));
    }

    private Optional<Submission> submission(String value) {
        if (isAbsent("submission", value)) {
            return Optional.empty();
        }
        Optional<Submission> submission = Submission.ofWord(value);
        if (submission.isEmpty()) {
            wrong("submission", "must be one of CONFIRMED, UNCONFIRMED, REJECTED");
        }
        return submission;
    }

    private Boolean incident(String value) {
        if (isAbsent("incident", value)) {
            return null;
        }
        if (!value.equals("true") && !value.equals("false")) {
            wrong("incident", "must be true or false");
        }
        return value.equals("true");
    }

    private Instant createdBefore(String olderThan, Instant now) {
        if (isAbsent("olderThan", olderThan)) {
            return null;
        }
        try {
            Duration age = Duration.parse(olderThan);
            if (!age.isNegative() && age.compareTo(OLDEST) <= 0) {
                return now.minus(age);
            }
        } catch (DateTimeException none) {
            // Told below, as one that is out of bounds is.
        }
        wrong("olderThan",
                "must be an ISO 8601 duration of days, hours, minutes and seconds, such as PT5M, at most P3650D");
        return null;
    }

    /** Who sees their own purchases only would take a filter that isn't applied for one that is. */
    private boolean isAbsent(String name, String value) {
        if (value != null && scope != Scope.ALL) {
            wrong(name, "needs scope=all");
        }
        return value == null || scope != Scope.ALL;
    }

    private void wrong(String field, String message) {
        invalid.add(new PurchaseFailure.InvalidField(field, message));
    }

    /** @throws PurchaseFailure.Invalid where anything of what was read is wrong */
    void refuseInvalid() {
        if (!invalid.isEmpty()) {
            throw new PurchaseFailure.Invalid(invalid);
        }
    }
}
