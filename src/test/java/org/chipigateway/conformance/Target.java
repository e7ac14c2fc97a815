package org.chipigateway.conformance;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.junit.jupiter.api.Assumptions;

/** The gateway that is checked, who may call it, and what is bought there: one purchase at most, for all checks together. */
final class Target implements AutoCloseable {
    private static final String EVERYBODYS = "/v1/sku-purchases/events";
    /** Less than the playground's tokens live. */
    private static final Duration FRESH = Duration.ofMinutes(2);

    private final URI base;
    private final TargetSettings settings;
    private final Runnable atTheEnd;
    private final Map<String, Token> tokens = new ConcurrentHashMap<>();
    private final boolean playground;
    private final QuietFeeds quietFeeds;
    private WatchedPurchase purchase;

    private record Token(String bearer, long takenNanos) {
    }

    /** @param atTheEnd runs when nothing more is checked */
    Target(URI base, TargetSettings settings, Runnable atTheEnd) {
        this.base = base;
        this.settings = settings;
        this.atTheEnd = atTheEnd;
        this.playground = settings.token().isEmpty() && fromThePlayground("ana").isPresent();
        this.quietFeeds = new QuietFeeds(this);
    }

    URI base() {
        return base;
    }

    Answer send(Request request) {
        return request.to(base);
    }

    /** The caller who owns what is bought. */
    String token() {
        return settings.token().or(() -> fresh("conformance")).orElseThrow(
                () -> new AssertionError("-Dtoken=<bearer> is missing, and " + base + " has no playground"));
    }

    /** A second owner; without one the check is skipped. */
    String tokenOfAnother() {
        return settings.tokenOfAnother().or(() -> fresh("somebody-else"))
                .orElseGet(() -> skipped("-Dtoken.other= is not given"));
    }

    /** An operator; without one the check is skipped. */
    String tokenOfAnOperator() {
        return settings.tokenOfAnOperator().orElseGet(() -> skipped("-Dtoken.operator= is not given"));
    }

    private Optional<String> fresh(String user) {
        if (!playground) {
            return Optional.empty();
        }
        return Optional.of(tokens.compute(user, (name, known) -> known != null
                && System.nanoTime() - known.takenNanos < FRESH.toNanos()
                        ? known
                        : new Token(fromThePlayground(name).orElseThrow(), System.nanoTime()))
                .bearer());
    }

    private Optional<String> fromThePlayground(String user) {
        try (Answer answer = send(Request.get("/playground/token?sub=" + user).with("Accept", "application/json"))) {
            return answer.status() == 200 ? Optional.of(answer.json().getString("token")) : Optional.empty();
        }
    }

    /** Bought, or watched from its beginning, on the first call; where it may not be bought the check is skipped. */
    synchronized WatchedPurchase purchase() {
        if (purchase == null) {
            purchase = settings.purchase().map(known -> WatchedPurchase.existing(this, known))
                    .orElseGet(() -> WatchedPurchase.bought(this, order()));
        }
        return purchase;
    }

    private Order order() {
        if (settings.goods().isPresent()) {
            Order order = settings.goods().get();
            return playground || settings.buy() ? order : skipped("nothing is bought without -Dbuy=true");
        }
        return playground || settings.buy()
                ? Order.fromTheCatalogue(this)
                : skipped("there is no purchase: -Dpurchase=, or -Dsku= -Dreference= -Damount= -Dbuy=true");
    }

    /** Streams of a caller to whom nothing happens, open since the first check. */
    QuietFeeds quietFeeds() {
        return quietFeeds;
    }

    Request feed() {
        return Request.get(EVERYBODYS).as(token());
    }

    Request eventsOf(String idOrHash) {
        return Request.get("/v1/sku-purchases/" + idOrHash + "/events").as(token());
    }

    static <T> T skipped(String why) {
        Assumptions.abort(why);
        return null;
    }

    @Override
    public void close() {
        quietFeeds.close();
        if (purchase != null) {
            purchase.close();
        }
        atTheEnd.run();
    }
}
