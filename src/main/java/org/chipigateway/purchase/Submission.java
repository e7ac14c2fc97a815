package org.chipigateway.purchase;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Whether Chipi has the purchase, as {@code gateway.submission} shows it. */
public enum Submission {
    /** Chipi has said that it has it. */
    CONFIRMED,
    /** Chipi hasn't said yet. */
    UNCONFIRMED,
    /** Chipi refused it, or it was never sent. */
    REJECTED;

    static Submission of(PurchaseState state) {
        return switch (state) {
            case SUBMITTING -> UNCONFIRMED;
            case REJECTED -> REJECTED;
            case PENDING, PROCESSING, SUCCESS, FAILED, CANCELLED -> CONFIRMED;
        };
    }

    static Optional<Submission> ofWord(String word) {
        return Arrays.stream(values()).filter(each -> each.name().equals(word)).findAny();
    }

    /** The states that are shown as this. */
    List<PurchaseState> states() {
        return Arrays.stream(PurchaseState.values()).filter(state -> of(state) == this).toList();
    }
}
