package org.chipigateway.simulator;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What goes wrong on demand: a ten-digit reference {@code 00xxxxNNNN} asks for the fault NNNN; {@code xxxx} is free, so
 * that references differ. No Mexican phone number begins with 0, so nobody meets a fault by accident.
 *
 * <p>
 * <table>
 * <caption>Faults</caption>
 * <tr><th>NNNN</th><th>strikes</th><th>what happens</th></tr>
 * <tr><td>1001</td><td>settling</td><td>FAILED after the debit, then the credits are restored</td></tr>
 * <tr><td>1002</td><td>settling</td><td>PROCESSING for ever</td></tr>
 * <tr><td>1003</td><td>settling</td><td>CANCELLED, then the credits are restored</td></tr>
 * <tr><td>1004</td><td>settling</td><td>FAILED, then a refund is due to the customer</td></tr>
 * <tr><td>2001</td><td>first POST</td><td>debits at once, answers late</td></tr>
 * <tr><td>2002</td><td>first POST</td><td>debits, then cuts the connection</td></tr>
 * <tr><td>2003</td><td>first POST</td><td>cuts the connection, debits nothing</td></tr>
 * <tr><td>2004</td><td>first POST</td><td>cuts the connection, debits later</td></tr>
 * <tr><td>2005</td><td>first POST</td><td>429 with Retry-After: 1</td></tr>
 * <tr><td>2006</td><td>first POST</td><td>500, debits nothing</td></tr>
 * <tr><td>2007</td><td>first POST</td><td>debits, then 500</td></tr>
 * <tr><td>2008</td><td>first POST</td><td>a proxy's 502 page in HTML, debits nothing</td></tr>
 * <tr><td>2009</td><td>first POST</td><td>debits, then 201 with HTML</td></tr>
 * <tr><td>2010</td><td>first POST</td><td>debits, then 201 with JSON that isn't</td></tr>
 * <tr><td>2011</td><td>first POST</td><td>debits, then half the answer and a cut</td></tr>
 * <tr><td>2012</td><td>first POST</td><td>401, debits nothing</td></tr>
 * <tr><td>2013</td><td>first POST</td><td>302 to nowhere, debits nothing</td></tr>
 * <tr><td>2101</td><td>every POST</td><td>402: no credits</td></tr>
 * <tr><td>2102</td><td>every POST</td><td>400 with a list of messages</td></tr>
 * <tr><td>2103</td><td>every POST</td><td>403</td></tr>
 * <tr><td>2104</td><td>every POST</td><td>422 with a code</td></tr>
 * <tr><td>3001</td><td>reading</td><td>an unknown status word before SUCCESS</td></tr>
 * <tr><td>3002</td><td>reading</td><td>status words in lower case</td></tr>
 * <tr><td>3003</td><td>reading</td><td>the old words: pending, completed, error</td></tr>
 * <tr><td>3004</td><td>reading</td><td>404 for a while after the commit</td></tr>
 * <tr><td>3005</td><td>reading</td><td>500 to the first three reads</td></tr>
 * <tr><td>3006</td><td>reading</td><td>HTML to the first three reads</td></tr>
 * <tr><td>3007</td><td>reading</td><td>half an answer and a cut to the first three reads</td></tr>
 * </table>
 */
public enum Fault {
    FAILS(1001), NEVER_SETTLES(1002), CANCELS(1003), REFUND_DUE(1004),

    ANSWERS_LATE(2001), DEBITS_AND_CUTS(2002), CUTS(2003), CUTS_AND_DEBITS_LATER(2004), RATE_LIMITS(2005),
    ERROR_500(2006), DEBITS_AND_500(2007), PROXY_PAGE(2008), DEBITS_AND_HTML(2009), DEBITS_AND_GARBAGE(2010),
    DEBITS_AND_HALF_ANSWER(2011), UNAUTHORISED(2012), REDIRECTS(2013),

    NO_CREDITS(2101), REFUSES(2102), FORBIDS(2103), UNPROCESSABLE(2104),

    UNKNOWN_WORD(3001), LOWER_CASE(3002), OLD_WORDS(3003), INVISIBLE(3004), READS_500(3005), READS_HTML(3006),
    READS_HALF_ANSWER(3007);

    private final int code;

    Fault(int code) {
        this.code = code;
    }

    /** The last four digits of the reference. */
    public int code() {
        return code;
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
