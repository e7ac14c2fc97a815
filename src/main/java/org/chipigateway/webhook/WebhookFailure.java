package org.chipigateway.webhook;

/** Why a delivery isn't taken, or can't be applied again. None says anything of the body or the signature. */
public abstract sealed class WebhookFailure extends RuntimeException {

    private WebhookFailure(String message) {
        super(message, null, false, false);
    }

    /** Missing, or made with another key or over another body. */
    public static final class SignatureRefused extends WebhookFailure {
        public SignatureRefused() {
            super("The signature is not that of this body");
        }
    }

    /** Signed, but not one JSON object. */
    public static final class Malformed extends WebhookFailure {
        public Malformed() {
            super("The delivery is not one JSON object");
        }
    }

    /** There is none of this id, or none any more. */
    public static final class Unknown extends WebhookFailure {
        public Unknown() {
            super("There is no such delivery");
        }
    }
}
