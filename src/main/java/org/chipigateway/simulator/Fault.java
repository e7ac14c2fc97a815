package org.chipigateway.simulator;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What goes wrong on demand: a ten-digit reference {@code 00xxxxNNNN} asks for the fault NNNN; {@code xxxx} is free, so
 * that references differ. No Mexican phone number begins with 0, so nobody meets a fault by accident. 10NN strike
 * settling, 20NN the first POST of a hash, 21NN every POST, 30NN what is read; {@code src/docs/simulator.md} has the
 * same table.
 */
public enum Fault {
    FAILS(1001, "FAILED after the debit, then the credits are restored"),
    NEVER_SETTLES(1002, "PROCESSING for ever"),
    CANCELS(1003, "CANCELLED after the debit, then the credits are restored"),
    REFUND_DUE(1004, "FAILED, then a refund is due to the customer"),

    ANSWERS_LATE(2001, "debits at once, answers late (12 s unless configured)"),
    DEBITS_AND_CUTS(2002, "debits, then cuts the connection"),
    CUTS(2003, "cuts the connection, debits nothing"),
    CUTS_AND_DEBITS_LATER(2004, "cuts the connection, debits later (20 s unless configured)"),
    RATE_LIMITS(2005, "429 with Retry-After: 1, debits nothing"),
    ERROR_500(2006, "500, debits nothing"),
    DEBITS_AND_500(2007, "debits, then 500"),
    PROXY_PAGE(2008, "a proxy's 502 page in HTML, debits nothing"),
    DEBITS_AND_HTML(2009, "debits, then 201 with HTML"),
    DEBITS_AND_GARBAGE(2010, "debits, then 201 with JSON that isn't"),
    DEBITS_AND_HALF_ANSWER(2011, "debits, then half the answer and a cut"),
    UNAUTHORISED(2012, "401, debits nothing"),
    REDIRECTS(2013, "302 to nowhere, debits nothing"),

    NO_CREDITS(2101, "402: no credits"),
    REFUSES(2102, "400 with a list of messages"),
    FORBIDS(2103, "403"),
    UNPROCESSABLE(2104, "422 with a code"),

    UNKNOWN_WORD(3001, "an unknown status word before SUCCESS"),
    LOWER_CASE(3002, "status words in lower case"),
    OLD_WORDS(3003, "the old words: pending, completed, error"),
    INVISIBLE(3004, "404 for a while after the commit (5 s unless configured)"),
    READS_500(3005, "500 to the first three reads"),
    READS_HTML(3006, "HTML to the first three reads"),
    READS_HALF_ANSWER(3007, "half an answer and a cut to the first three reads");

    private final int code;
    private final String story;

    Fault(int code, String story) {
        this.code = code;
        this.story = story;
    }

    /** The last four digits of the reference. */
    public int code() {
        return code;
    }

    /** What happens, in words. */
    public String story() {
        return story;
    }

    /** A phone number that asks for this fault. */
    public String reference() {
        return reference(0);
    }

    /** One of ten thousand phone numbers that ask for this fault. */
    public String reference(int distinct) {
        return String.format(Locale.ROOT, "00%04d%04d", Math.floorMod(distinct, 10_000), code);
    }

    static Optional<Fault> of(String reference) {
        if (reference == null || !reference.matches("00[0-9]{8}")) {
            return Optional.empty();
        }
        int wanted = Integer.parseInt(reference.substring(6));
        return Arrays.stream(values()).filter(fault -> fault.code == wanted).findFirst();
    }

    boolean strikesFirstPost() {
        return code / 100 == 20;
    }

    boolean strikesEveryPost() {
        return code / 100 == 21;
    }

    /** The word that a row shows for a status. */
    String word(String status) {
        return switch (this) {
            case UNKNOWN_WORD -> status.equals("PROCESSING") ? "AWAITING_CARRIER" : status;
            case LOWER_CASE -> status.toLowerCase(Locale.ROOT);
            case OLD_WORDS -> switch (status) {
                case "SUCCESS" -> "completed";
                case "FAILED" -> "error";
                default -> status.toLowerCase(Locale.ROOT);
            };
            default -> status;
        };
    }
}
