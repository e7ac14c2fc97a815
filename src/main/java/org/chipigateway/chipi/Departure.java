package org.chipigateway.chipi;

/** An order on its way out, serialised already, and whether it may have left. */
final class Departure {

    private final byte[] body;
    private final SendPermit permit;
    private volatile boolean mayHaveLeft;
    private volatile boolean held;

    Departure(byte[] body, SendPermit permit) {
        this.body = body;
        this.permit = permit;
    }

    /** Asks the permit. Once it was given, only an answer can say that nothing was done. */
    boolean clear() {
        held = !mayHaveLeft;
        if (permit.mayLeave()) {
            mayHaveLeft = true;
            held = false;
        }
        return mayHaveLeft;
    }

    /** Chipi was there and our own permit said no: not a word about Chipi. */
    boolean wasHeld() {
        return held;
    }

    byte[] body() {
        return body;
    }

    boolean mayHaveLeft() {
        return mayHaveLeft;
    }
}
