package org.chipigateway.purchase;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.chipigateway.chipi.Status;

/**
 * Where a purchase stands. The only legal paths lead forward, SUBMITTING → PENDING → PROCESSING → one of the terminal three,
 * with steps left out at will, or SUBMITTING → REJECTED; the one step back is a REJECTED purchase that its owner posts again.
 */
public enum PurchaseState {
    /** The intent is stored; whether Chipi has the purchase is not known yet. */
    SUBMITTING(0, "PENDING"),
    /** Chipi has it, and has debited. */
    PENDING(1, "PENDING"),
    /** Chipi has passed it on to the carrier. */
    PROCESSING(2, "PROCESSING"),
    /** The carrier delivered. */
    SUCCESS(3, "SUCCESS"),
    /** The carrier didn't deliver; Chipi restores the credits. */
    FAILED(3, "FAILED"),
    /** Chipi called it off. */
    CANCELLED(3, "CANCELLED"),
    /** Chipi refused it, or it was never sent: nothing was debited. */
    REJECTED(3, "FAILED");

    private final int rank;
    private final String shownAs;

    PurchaseState(int rank, String shownAs) {
        this.rank = rank;
        this.shownAs = shownAs;
    }

    /** The state that a row's word stands for; a word that we don't know means that Chipi has it and it isn't settled. */
    static PurchaseState of(Status status) {
        return switch (status) {
            case PROCESSING -> PROCESSING;
            case SUCCESS -> SUCCESS;
            case FAILED -> FAILED;
            case CANCELLED -> CANCELLED;
            case PENDING, UNKNOWN -> PENDING;
        };
    }

    /** The state that a word of Chipi's stands for, whichever way it is written; empty for a word that we don't know. */
    public static Optional<PurchaseState> ofWord(String word) {
        return Optional.of(Status.of(word)).filter(known -> known != Status.UNKNOWN).map(PurchaseState::of);
    }

    /** The states that are shown as this one of Chipi's five words. */
    static List<PurchaseState> shownAs(String word) {
        return Arrays.stream(values()).filter(state -> state.shownAs.equals(word)).toList();
    }

    /** One of Chipi's five words. */
    public String shownAs() {
        return shownAs;
    }

    public boolean terminal() {
        return rank == 3;
    }

    boolean before(PurchaseState other) {
        return rank < other.rank;
    }
}
