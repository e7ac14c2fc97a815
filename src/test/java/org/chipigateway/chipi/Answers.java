package org.chipigateway.chipi;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;

/** What the gateway makes of Chipi's answers, without a connection, for tests of other packages. */
public final class Answers {

    private Answers() {
    }

    /**
     * To a {@code POST /sku-purchases} that was made.
     *
     * @throws ChipiFailure what {@link Chipi#submit} would fail with
     */
    public static Transaction toOrder(int status, String body, InstantSource clock) {
        return verdict(clock).ofOrder(answer(status, body));
    }

    /** To a POST that was made, and whose connection was cut. */
    public static ChipiFailure toOrderWithoutAnswer() {
        return verdict(null).ofOrderWithoutAnswer(null, true);
    }

    /**
     * To a {@code GET} of a purchase.
     *
     * @throws ChipiFailure what {@link Chipi#transaction} would fail with
     */
    public static Transaction toRead(int status, String body, InstantSource clock) {
        return Transaction.of(verdict(clock).ofRead(answer(status, body), row -> row.path("id").isTextual()));
    }

    private static Verdict verdict(InstantSource clock) {
        return new Verdict(new Redaction("bearer", "key"), clock);
    }

    private static Answer answer(int status, String body) {
        String retryAfter = status == 429 ? "7" : null;
        return new Answer(status, retryAfter, ChipiJson.object(body.getBytes(StandardCharsets.UTF_8)));
    }
}
