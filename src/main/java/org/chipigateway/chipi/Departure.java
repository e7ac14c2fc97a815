package org.chipigateway.chipi;

/** An order on its way out, serialised already, and whether it may have left. */
final class Departure {

    private final byte[] body;
    private final SendPermit permit;
    private volatile boolean mayHaveLeft;

    Departure(byte[] body, SendPermit permit) {
        this.body = body;
        this.permit = permit;
    }

    /** Asks the permit. Once it was given, only an answer can say that nothing was done. */
    boolean clear() {
        if (permit.mayLeave()) {
            mayHaveLeft = true;
        }
        return mayHaveLeft;
    }

    byte[] body() {
        return body;
    }

    boolean mayHaveLeft() {
        return mayHaveLeft;
    }
}
