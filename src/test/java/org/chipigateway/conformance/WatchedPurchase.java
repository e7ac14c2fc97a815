package org.chipigateway.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import org.junit.jupiter.api.Assumptions;

/**
 * One purchase and what the gateway told of it while it happened: in answer to the POST, and on its owner's feed, which was open
 * before it.
 */
final class WatchedPurchase implements AutoCloseable {
    private final Target target;
    private final String hash;
    private final Answer post;
    private final Answer feed;
    /** Opened while the purchase was under way. */
    private final Answer beside;
    private List<Block> told;
    private List<Block> feedTold;
    /** Waited for once, not by each check. */
    private AssertionError broken;

    private WatchedPurchase(Target target, String hash, Answer post, Answer feed, Answer beside) {
        this.target = target;
        this.hash = hash;
        this.post = post;
        this.feed = feed;
        this.beside = beside;
    }

    static WatchedPurchase bought(Target target, Order order) {
        String hash = "conformance-" + Long.toString(System.nanoTime(), 36) + "-" + order.skuReference().length();
        Answer feed = target.send(target.feed());
        Answer post = target.send(Request.post("/v1/sku-purchases", order.json(hash)).as(target.token())
                .with("Accept", "text/event-stream"));
        post.head();
        return new WatchedPurchase(target, hash, post, feed, target.send(target.eventsOf(hash)));
    }

    static WatchedPurchase existing(Target target, String idOrHash) {
        return new WatchedPurchase(target, idOrHash, null, null, null);
    }

    /** Its transactionHash, or the id that the run was given. */
    String hash() {
        return hash;
    }

    /** Chipi's id. */
    String id() {
        return lastOfTheLog().json().getString("id");
    }

    /** The answer to the POST; where nothing was bought the check is skipped. */
    Answer post() {
        return Optional.ofNullable(post).orElseGet(() -> Target.skipped("nothing was bought in this run"));
    }

    /** All blocks of its whole stream: in answer to the POST where it was bought in this run. */
    synchronized List<Block> blocks() {
        if (told == null) {
            told = once(() -> post == null ? reread() : read(post));
        }
        return told;
    }

    private List<Block> once(Supplier<List<Block>> reading) {
        if (broken != null) {
            throw broken;
        }
        try {
            return reading.get();
        } catch (AssertionError failed) {
            broken = failed;
            throw failed;
        }
    }

    private List<Block> reread() {
        try (Answer answer = target.send(target.eventsOf(hash))) {
            return read(answer);
        }
    }

    /** One that never settles gives what there is. */
    private static List<Block> read(Answer answer) {
        if (answer.status() != 200) {
            throw new AssertionError("no stream, but\n" + answer.head().text() + "\n\n" + answer.text());
        }
        return new ArrayList<>(answer.toEnd());
    }

    List<Block> events() {
        return blocks().stream().filter(Block::ofTheLog).toList();
    }

    List<String> ids() {
        return events().stream().map(Block::id).toList();
    }

    Block lastOfTheLog() {
        List<Block> events = events();
        return events.get(events.size() - 1);
    }

    /** The stream of a second reader, opened once the POST was answered; skipped where nothing was bought. */
    Answer beside() {
        post();
        return beside;
    }

    /** What its owner's feed told from before the POST until its last event; skipped where nothing was bought. */
    synchronized List<Block> feed() {
        post();
        if (feedTold == null) {
            Assumptions.assumeTrue(feed.status() == 200, "there is no feed: " + feed.status());
            String last = lastOfTheLog().id();
            feedTold = once(() -> feed.until(block -> last.equals(block.id())));
        }
        return feedTold;
    }

    Head headOfTheFeed() {
        post();
        return feed.head();
    }

    @Override
    public void close() {
        Optional.ofNullable(post).ifPresent(Answer::close);
        Optional.ofNullable(feed).ifPresent(Answer::close);
        Optional.ofNullable(beside).ifPresent(Answer::close);
    }
}
