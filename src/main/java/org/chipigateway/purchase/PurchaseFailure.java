package org.chipigateway.purchase;

import java.time.Duration;
import java.util.List;

/** Why a request about a purchase gets no purchase. None of them moved money. */
public abstract sealed class PurchaseFailure extends RuntimeException {

    private PurchaseFailure(String message) {
        this(message, null);
    }

    private PurchaseFailure(String message, Throwable cause) {
        super(message, cause, false, false);
    }

    /** The body isn't one JSON object. */
    public static final class BodyMalformed extends PurchaseFailure {
        public BodyMalformed(String message) {
            super(message);
        }
    }

    /** More bytes than a purchase can need. */
    public static final class BodyTooLarge extends PurchaseFailure {
        public BodyTooLarge() {
            super("The body is larger than 256 KiB");
        }
    }

    /** What is wrong with one field or parameter. */
    public record InvalidField(String field, String message) {
    }

    /** Fields missing, unknown, of the wrong type or out of bounds. */
    public static final class Invalid extends PurchaseFailure {
        private final transient List<InvalidField> fields;

        public Invalid(List<InvalidField> fields) {
            super(fields.size() == 1
                    ? fields.get(0).field() + " " + fields.get(0).message()
                    : fields.size() + " fields are not valid");
            this.fields = List.copyOf(fields);
        }

        public List<InvalidField> fields() {
            return fields;
        }
    }

    /** Neither transactionHash nor Idempotency-Key. */
    public static final class KeyMissing extends PurchaseFailure {
        public KeyMissing() {
            super("Send a transactionHash in the body or an Idempotency-Key header: without one, a repeated request "
                    + "would buy twice");
        }
    }

    /** A key that can't be one. */
    public static final class KeyInvalid extends PurchaseFailure {
        private final String field;

        public KeyInvalid(String field, String message) {
            super(field + " " + message);
            this.field = field;
        }

        public String field() {
            return field;
        }
    }

    /** The key was used for another body, or with another hash. */
    public static final class KeyReused extends PurchaseFailure {
        public KeyReused(String message) {
            super(message);
        }
    }

    /** The hash belongs to somebody else; not a word about whom. */
    public static final class KeyTaken extends PurchaseFailure {
        public KeyTaken() {
            super("This transactionHash is taken: choose another, such as a random UUID");
        }
    }

    /** The same goods for the same reference are under way or were just bought. */
    public static final class Duplicate extends PurchaseFailure {
        private final String existing;

        /** @param existing the path of the earlier purchase */
        public Duplicate(String existing) {
            super("The same SKU was bought for the same reference only just now, and carriers refuse repeats: see "
                    + "'existing', or send allowDuplicate: true");
            this.existing = existing;
        }

        public String existing() {
            return existing;
        }
    }

    /** Not there, or not the caller's: nobody can tell which. */
    public static final class NotFound extends PurchaseFailure {
        public NotFound() {
            super("There is no such purchase");
        }
    }

    /** Chipi can be asked about this purchase only with its owner's bearer, and none is at hand. */
    public static final class BearerMissing extends PurchaseFailure {
        public BearerMissing() {
            super("No token of this purchase's owner is at hand, and Chipi answers nobody else; it goes on with the "
                    + "owner's next request");
        }
    }

    /** Chipi wouldn't say what has become of this purchase. */
    public static final class CheckRefused extends PurchaseFailure {
        /** @param words Chipi's */
        public CheckRefused(String words) {
            super(words);
        }
    }

    /** The purchase ended as REJECTED while its caller waited. */
    public static final class Rejected extends PurchaseFailure {
        private final transient Rejection rejection;

        public Rejected(Rejection rejection) {
            super(rejection.message());
            this.rejection = rejection;
        }

        /** Of the answer: Chipi's own where Chipi refused. */
        public int status() {
            return rejection.status();
        }

        /** Chipi's or one of {@link Rejection}'s; null where Chipi gave none. */
        public String code() {
            return rejection.code();
        }
    }

    /** What Chipi says of this hash contradicts what we know; a human has to look. */
    public static final class Incident extends PurchaseFailure {
        private final String transactionHash;

        public Incident(String transactionHash) {
            super("What Chipi answers about this purchase does not match it; its operators have been told");
            this.transactionHash = transactionHash;
        }

        public String transactionHash() {
            return transactionHash;
        }
    }

    /** The owner has as many purchases waiting to be sent as one may have. */
    public static final class TooManyWaiting extends PurchaseFailure {
        private final Duration retryAfter;

        public TooManyWaiting(Duration retryAfter) {
            super("As many purchases of yours as may wait are waiting to be sent to Chipi; this one was not stored");
            this.retryAfter = retryAfter;
        }

        public Duration retryAfter() {
            return retryAfter;
        }
    }

    /** All owners together have as many purchases waiting to be sent as Chipi takes in the time for it. */
    public static final class Busy extends PurchaseFailure {
        private final Duration retryAfter;

        public Busy(Duration retryAfter) {
            super("More purchases than Chipi takes are waiting to be sent; this one was not stored");
            this.retryAfter = retryAfter;
        }

        public Duration retryAfter() {
            return retryAfter;
        }
    }

    /** The store can't say. A purchase may or may not have been recorded: repeating with the same key is safe. */
    public static final class StoreUnavailable extends PurchaseFailure {
        private final String transactionHash;

        public StoreUnavailable(Throwable cause) {
            this(null, cause);
        }

        /** @param transactionHash of the purchase that was to be opened */
        public StoreUnavailable(String transactionHash, Throwable cause) {
            super("The gateway cannot reach its store; repeat the request with the same key", cause);
            this.transactionHash = transactionHash;
        }

        /** Null where no purchase was to be opened. */
        public String transactionHash() {
            return transactionHash;
        }
    }
}
