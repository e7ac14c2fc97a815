package org.chipigateway.purchase;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.chipigateway.chipi.ChipiFailure;
import org.chipigateway.chipi.Transaction;
import org.chipigateway.simulator.Books;
import org.chipigateway.simulator.Hostility;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Chipi, over the simulator's own books. What has reached it goes on whatever becomes of the gateway: its tasks are its own.
 */
final class Upstream {

    /** What becomes of a POST. */
    enum Post {
        TAKEN, ANSWER_LOST, SILENT_AFTER_COMMIT, NEVER_ARRIVED, CUT, CUT_AND_COMMITTED_LATER, ERROR_500,
        COMMITTED_AND_500,
        PROXY_PAGE, COMMITTED_AND_PAGE, REFUSED, UNAUTHORISED, RATE_LIMITED, UNREACHABLE, ANSWERED_WITH_ANOTHERS_ROW
    }

    /** What becomes of a GET. */
    enum Read {
        ANSWERED, UNREACHABLE, PROXY_PAGE, UNAUTHORISED, RATE_LIMITED
    }

    /** The worst that is promised to be stood, but for the shares: which POST is struck, each test says itself. */
    static final Hostility HOSTILE = new Hostility(Duration.ofSeconds(2), Duration.ofSeconds(15), 0, Duration.ZERO, 0);

    final Books books;
    final Deque<Post> posts = new ArrayDeque<>();
    Post everyPost = Post.TAKEN;
    final Deque<Read> reads = new ArrayDeque<>();
    Read everyRead = Read.ANSWERED;
    Duration connecting = Duration.ofMillis(5);
    /** From the arrival of a POST to its commit. */
    Supplier<Duration> processing = () -> Duration.ZERO;
    Duration laterBy = Duration.ofSeconds(20);
    Duration settlesWithin = Duration.ofSeconds(3);
    String end = "SUCCESS";
    /** Told of each row that changed; stands for webhooks. */
    Consumer<ObjectNode> changed = row -> {
    };

    private static final Duration WAY = Duration.ofMillis(10);
    private final Agenda agenda;

    Upstream(Agenda agenda, Duration carrierWindow) {
        this.agenda = agenda;
        this.books = new Books(agenda, new Random(1), carrierWindow);
        books.hostility(HOSTILE);
    }

    Post nextPost() {
        return posts.isEmpty() ? everyPost : posts.poll();
    }

    /**
     * The bytes of a POST have left.
     *
     * @param answer gets what the answer makes the gateway think; not called where none comes
     */
    void receive(Post fate, String key, String body, String bearer, Consumer<Supplier<Transaction>> answer) {
        if (fate == Post.NEVER_ARRIVED) {
            return;
        }
        agenda.after(WAY, this, "POST arrives: " + fate, () -> {
            boolean accepted = accepts(bearer);
            if (!accepted || fate == Post.UNAUTHORISED) {
                answer.accept(failing(new ChipiFailure.Unauthorised("Unauthorized")));
                return;
            }
            switch (fate) {
                case CUT_AND_COMMITTED_LATER -> {
                    answer.accept(unknown("cut"));
                    agenda.after(laterBy, this, "the cut POST is committed", () -> settle(books.commit(key, body)));
                }
                case CUT, ERROR_500, PROXY_PAGE -> answer.accept(unknown(fate.name()));
                case REFUSED ->
                    answer.accept(failing(new ChipiFailure.Refused(402, "INSUFFICIENT_CREDITS", "No credits")));
                case RATE_LIMITED -> answer.accept(failing(new ChipiFailure.RateLimited(Duration.ofSeconds(7))));
                default -> agenda.after(processing.get(), this, "POST is committed",
                        () -> committed(fate, settle(books.submit(key, body)), answer));
            }
        });
    }

    private void committed(Post fate, Books.Entered entered, Consumer<Supplier<Transaction>> answer) {
        switch (fate) {
            case ANSWER_LOST, COMMITTED_AND_500, COMMITTED_AND_PAGE -> answer.accept(unknown(fate.name()));
            case ANSWERED_WITH_ANOTHERS_ROW -> answer.accept(() -> Transaction.of(anothers(entered.row())));
            case SILENT_AFTER_COMMIT -> agenda.note("no answer is sent");
            default -> answer.accept(() -> Transaction.of(entered.row()));
        }
    }

    private static ObjectNode anothers(ObjectNode row) {
        return row.deepCopy().put("id", "sku-tx-another").put("transactionHash", "another");
    }

    private Books.Entered settle(Books.Entered entered) {
        if (entered.debited()) {
            changed.accept(entered.row());
            String last = books.isRefusedRepeat(entered.id()) ? "FAILED" : end;
            agenda.after(settlesWithin.dividedBy(3), this, "PROCESSING", () -> become(entered.id(), "PROCESSING"));
            agenda.after(settlesWithin, this, last, () -> become(entered.id(), last));
        }
        return entered;
    }

    private void become(String id, String status) {
        if (books.become(id, status)) {
            changed.accept(books.shown(id));
        }
    }

    /** The request of a GET has left. */
    void read(String bearer, Supplier<Optional<ObjectNode>> row, Consumer<Supplier<Transaction>> answer) {
        agenda.after(WAY, this, "GET arrives", () -> {
            Read fate = reads.isEmpty() ? everyRead : reads.poll();
            answer.accept(switch (accepts(bearer) ? fate : Read.UNAUTHORISED) {
                case UNREACHABLE -> failing(new ChipiFailure.Unreachable("away", null));
                case PROXY_PAGE -> failing(new ChipiFailure.UnreadableAnswer("a page", null));
                case UNAUTHORISED -> failing(new ChipiFailure.Unauthorised("Unauthorized"));
                case RATE_LIMITED -> failing(new ChipiFailure.RateLimited(Duration.ofSeconds(7)));
                case ANSWERED -> row.get().<Supplier<Transaction>>map(found -> () -> Transaction.of(found))
                        .orElseGet(() -> failing(new ChipiFailure.Refused(404, "TRANSACTION_NOT_FOUND", "Not found")));
            });
        });
    }

    /** A bearer says itself when it ends; Chipi goes by its own clock. */
    private boolean accepts(String bearer) {
        return agenda.instant().isBefore(Instant.ofEpochMilli(Long.parseLong(bearer.split(":")[1])));
    }

    private static Supplier<Transaction> unknown(String why) {
        return failing(new ChipiFailure.OutcomeUnknown(why, null));
    }

    private static Supplier<Transaction> failing(ChipiFailure failure) {
        return () -> {
            throw failure;
        };
    }
}
