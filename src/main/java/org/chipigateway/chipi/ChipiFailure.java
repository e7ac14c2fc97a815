package org.chipigateway.chipi;

import java.time.Duration;

/** Everything that can go wrong between the gateway and Chipi. None carries a key or a bearer in its message. */
public abstract sealed class ChipiFailure extends RuntimeException {

    private ChipiFailure(String message, Throwable cause) {
        super(message, cause, false, false);
    }

    /** Chipi's own JSON said no, with a 4xx that is neither 401 nor 429. Of a POST: 400, 402, 403, 404 or 422 only. */
    public static final class Refused extends ChipiFailure {
        private final int status;
        private final String code;

        /**
         * @param message Chipi's words, several joined by "; "
         * @param code Chipi's code, or null
         */
        public Refused(int status, String code, String message) {
            super(message, null);
            this.status = status;
            this.code = code;
        }

        public int status() {
            return status;
        }

        public String code() {
            return code;
        }
    }

    /** 401: Chipi doesn't accept this bearer, or our key. Nothing was done. */
    public static final class Unauthorised extends ChipiFailure {
        public Unauthorised(String message) {
            super(message, null);
        }
    }

    /** 429: nothing was done; come back after the pause. */
    public static final class RateLimited extends ChipiFailure {
        private final Duration pause;

        public RateLimited(Duration pause) {
            super("Chipi's rate limit is reached", null);
            this.pause = pause;
        }

        public Duration pause() {
            return pause;
        }
    }

    /** Our own budget has no room for the request in the time given for it: nothing was sent. */
    public static final class BudgetExhausted extends ChipiFailure {
        private final Duration retryAfter;
        private final boolean chipiIsDown;

        public BudgetExhausted(Duration retryAfter) {
            this(retryAfter, false);
        }

        /** @param chipiIsDown nobody is let through because Chipi fails */
        public BudgetExhausted(Duration retryAfter, boolean chipiIsDown) {
            super(chipiIsDown
                    ? "Chipi can't be reached and isn't asked for the moment"
                    : "The requests that Chipi allows are used up", null);
            this.retryAfter = retryAfter;
            this.chipiIsDown = chipiIsDown;
        }

        public boolean chipiIsDown() {
            return chipiIsDown;
        }

        /** When it is worth asking again; positive. */
        public Duration retryAfter() {
            return retryAfter;
        }
    }

    /**
     * Of a POST: no connection stood (DNS, refused, TLS, pool), so nothing was sent. Of a GET: also no answer in time, a
     * cut connection, or a 5xx.
     */
    public static final class Unreachable extends ChipiFailure {
        public Unreachable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Of a POST only: bytes may have left and no answer says what became of them. It may have debited. */
    public static final class OutcomeUnknown extends ChipiFailure {
        public OutcomeUnknown(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Of a GET only: an answer that isn't Chipi's JSON (HTML, cut short, another shape, a redirect). */
    public static final class UnreadableAnswer extends ChipiFailure {
        public UnreadableAnswer(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
