package org.chipigateway.problem;

import java.util.Locale;

/**
 * The published list of what can go wrong. Callers decide by these words, so none is ever renamed or given another
 * meaning; {@code src/docs/problems.md} lists them.
 */
public enum ProblemCode {
    REQUEST_MALFORMED(400, "The request is malformed", "The request line, a header or a parameter can't be read."),
    BODY_MALFORMED(400, "The body is not the JSON that is expected",
            "The body is empty, isn't JSON, or a field has the wrong type."),
    IDEMPOTENCY_KEY_MISSING(400, "An idempotency key is needed",
            "A purchase needs a `transactionHash` or an `Idempotency-Key`, or a repeat would debit twice."),
    UNAUTHENTICATED(401, "A bearer token is needed",
            "The request has no `Authorization: Bearer …` header. "
                    + "A ticket does instead of one on the streams of events, nowhere else."),
    TOKEN_EXPIRED(401, "The token has expired", "Fetch a newer token, or ticket, and repeat."),
    TOKEN_INVALID(401, "The token is not accepted",
            "Signature, algorithm, issuer, audience or a claim of the token is wrong; "
                    + "or the ticket is not one of the gateway's for this stream."),
    WEBHOOK_SIGNATURE_INVALID(401, "The delivery is not signed",
            "`chipi-signature` is missing, or isn't that of this body with one of the gateway's secrets."),
    FORBIDDEN(403, "Not allowed", "The token is good, but lacks the role that this call needs."),
    API_KEY_MISMATCH(403, "Another API key is served here",
            "The `x-api-key` sent is not the one that this gateway serves."),
    ROUTE_NOT_FOUND(404, "There is nothing at this path", "The path is not one of the gateway's."),
    SKU_NOT_FOUND(404, "There is no such SKU", "Chipi's catalogue has no SKU of this id."),
    PURCHASE_NOT_FOUND(404, "There is no such purchase", "No purchase of the caller's has this id or hash."),
    DELIVERY_NOT_FOUND(404, "There is no such delivery", "The inbox has no delivery of this id, or has it no more."),
    METHOD_NOT_ALLOWED(405, "The method is not allowed here", "`Allow` lists the methods of this path."),
    NOT_ACCEPTABLE(406, "None of the accepted media types is available",
            "The answer exists, but in none of the types that `Accept` lists."),
    IDEMPOTENCY_KEY_TAKEN(409, "The idempotency key is taken",
            "The hash is in use and can't be used for this purchase."),
    DUPLICATE_PURCHASE(409, "The same purchase was just made",
            "The caller bought the same SKU for the same reference a short while ago; `existing` links to it. "
                    + "`allowDuplicate: true` buys it once more."),
    PURCHASE_INCIDENT(409, "The purchase needs an operator",
            "What Chipi says of this purchase contradicts what was sent or known before."),
    OWNER_TOKEN_MISSING(409, "No token of the owner is at hand",
            "Chipi answers about a purchase only with its owner's token; the owner's next request brings one."),
    BODY_TOO_LARGE(413, "The body is too large", "A body may have 256 KiB."),
    UNSUPPORTED_MEDIA_TYPE(415, "The media type is not supported", "Send `Content-Type: application/json`."),
    VALIDATION_FAILED(422, "A value is not valid", "`errors` lists the fields and what is wrong with each."),
    IDEMPOTENCY_KEY_INVALID(422, "The idempotency key is not valid",
            "A hash has 1 to 255 of `A-Z a-z 0-9 . _ ~ : -` and none of the reserved forms."),
    IDEMPOTENCY_KEY_REUSED(422, "The idempotency key was used for another purchase",
            "The same key came with another body, or with another hash."),
    SKU_MISMATCH(422, "The purchase does not fit its SKU",
            "Amount or reference are not what the SKU asks for; `errors` says which."),
    TOO_MANY_REQUESTS(429, "Too many requests", "Come back after `Retry-After`."),
    TOO_MANY_WAITING(429, "Too many purchases are waiting",
            "20 purchases of the caller's wait to be sent to Chipi; this one was not stored. Come back after `Retry-After`."),
    TOO_MANY_STREAMS(429, "Too many streams are open",
            "The caller has as many open streams as one may have. Close one, or come back after `Retry-After`."),
    INTERNAL(500, "Something went wrong here", "A defect of the gateway; `errorId` finds it in the log."),
    UPSTREAM_REFUSED(502, "Chipi refused", "Chipi said no, under its own status and with its own words."),
    UPSTREAM_UNAUTHORIZED(502, "Chipi does not accept the token or the API key",
            "The token is good here, so the API key or the key set registered at Chipi is wrong."),
    UPSTREAM_UNREADABLE(502, "Chipi's answer can't be read", "Chipi answered, but not in its own JSON."),
    KEYS_UNAVAILABLE(503, "Tokens can't be verified at the moment",
            "The issuer's key endpoint can't be reached, or may not be asked again yet."),
    UPSTREAM_RATE_LIMITED(503, "Chipi's rate limit is reached",
            "Chipi takes no more requests at the moment, or has none left for this one. Come back after `Retry-After`."),
    UPSTREAM_UNAVAILABLE(503, "Chipi can't be reached",
            "Most of the last requests failed, or this one did; a new purchase was not stored. Come back after `Retry-After`."),
    BUSY(503, "Too many purchases are waiting in all",
            "More purchases wait than Chipi takes in time; this one was not stored. Come back after `Retry-After`."),
    STORE_UNAVAILABLE(503, "The gateway's store can't answer",
            "Repeat with the same key: whether the purchase was stored is not known."),
    NOT_SUBMITTED(503, "The purchase was not submitted",
            "Chipi could not be asked in time; nothing was debited. Repeat with the same key."),
    UNAVAILABLE(503, "The gateway can't take the request now", "Come back after `Retry-After`.");

    private final int status;
    private final String title;
    private final String meaning;

    ProblemCode(int status, String title, String meaning) {
        this.status = status;
        this.title = title;
        this.meaning = meaning;
    }

    /** The HTTP status; {@link #UPSTREAM_REFUSED} mostly comes with Chipi's own instead. */
    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /** What it means, in Markdown. */
    public String meaning() {
        return meaning;
    }

    /** The problem's {@code type}: a name, not an address. */
    public String type() {
        return "urn:chipi-gateway:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
