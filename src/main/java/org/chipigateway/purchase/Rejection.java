package org.chipigateway.purchase;

/**
 * Why a purchase was not made.
 *
 * @param status the HTTP status that its caller gets: Chipi's own where Chipi refused
 * @param code Chipi's or ours; null where Chipi gave none
 * @param message Chipi's words where Chipi refused
 */
public record Rejection(int status, String code, String message) {

    /** Of a purchase that was never sent, or provably never arrived, in the time that its caller gave it. */
    public static final String NOT_SUBMITTED = "NOT_SUBMITTED";
    /** Of a purchase whose bearer Chipi refused although it hadn't ended: our key or Chipi's key registration is wrong. */
    public static final String UPSTREAM_UNAUTHORIZED = "UPSTREAM_UNAUTHORIZED";
    /** Of a purchase whose bearer ended before Chipi had taken it. */
    public static final String TOKEN_EXPIRED = "TOKEN_EXPIRED";

    /** Whether Chipi refused; else the purchase never came to it, as far as is known. */
    boolean byChipi() {
        return status >= 400 && status < 500 && status != 401;
    }
}
