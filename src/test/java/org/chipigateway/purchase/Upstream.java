package org.chipigateway.purchase;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.chipigateway.chipi.Answers;
import org.chipigateway.chipi.ChipiFailure;
import org.chipigateway.chipi.Transaction;
import org.chipigateway.simulator.Books;
import org.chipigateway.simulator.Hostility;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Chipi, over the simulator's own books. What has reached it goes on, whatever becomes of the gateway. */
final class Upstream {

    /** What becomes of a POST. */
    enum Post {
        TAKEN, ANSWER_LOST, NO_ANSWER, NEVER_ARRIVED, CUT, CUT_AND_COMMITTED_LATER, ERROR_500, COMMITTED_AND_500,
        PAGE_502, COMMITTED_AND_PAGE_201, REFUSED_402, UNAUTHORISED, RATE_LIMITED, UNREACHABLE, ANOTHERS_ROW
    }

    /** What becomes of a GET. */
    enum Read {
        ANSWERED, CUT, ERROR_500, PAGE_200, UNAUTHORISED, RATE_LIMITED
    }

    /** The worst that is promised to be stood, but for the shares: which POST is struck, each test says itself. */
    static final Hostility HOSTILE = new Hostility(Duration.ofSeconds(2), Duration.ofSeconds(15), 0, Duration.ZERO, 0);

    final Books books;
    final Deque<Post> posts = new ArrayDeque<>();
    Post everyPost = Post.TAKEN;
    final Deque<Read> reads = new ArrayDeque<>();
    /** When a GET left, whatever became of it. */
    final List<Instant> asked = new ArrayList<>();
    Read everyRead = Read.ANSWERED;
    /** Whether a purchase can be read by Chipi's id; by its hash it can all the same. */
    boolean polls = true;
    /** From the arrival of a POST to its commit. */
    Supplier<Duration> processing = () -> Duration.ZERO;
    Duration laterBy = Duration.ofSeconds(20);
    Duration settlesWithin = Duration.ofSeconds(3);
    String end = "SUCCESS";
    /** Told of each row that changed, as a webhook is. */
    Consumer<ObjectNode> changed = row -> {
    };

    private static final Duration WAY = Duration.ofMillis(10);
    private static final String PAGE = "<!DOCTYPE html><title>We'll be back shortly</title>";
    private final Agenda agenda;
    private Hostility hostility = HOSTILE;
    private Instant day = Instant.MAX;

    Upstream(Agenda agenda, Duration carrierWindow) {
        this.agenda = agenda;
        this.books = new Books(agenda, new Random(1), carrierWindow);
    }

    void hostility(Hostility to) {
        hostility = to;
    }

    /** From this midnight on a POST knows no hash of before; the simulator's own day is UTC's. */
    void newDayAt(Instant midnight) {
        day = midnight;
    }

    /** Whether a connection for a POST stands. */
    boolean isReachable() {
        boolean reachable = (posts.isEmpty() ? everyPost : posts.peek()) != Post.UNREACHABLE;
        if (!reachable) {
            posts.poll();
        }
        return reachable;
    }

    /**
     * The bytes of a POST have left.
     *
     * @param answer gets what the answer makes the gateway think; not called where none comes
     */
    void receive(String key, String body, String bearer, Consumer<Supplier<Transaction>> answer) {
        Post fate = posts.isEmpty() ? everyPost : posts.poll();
        if (fate == Post.NEVER_ARRIVED) {
            return;
        }
        agenda.after(WAY, this, "POST arrives: " + fate, () -> {
            switch (accepts(bearer) ? fate : Post.UNAUTHORISED) {
                case UNAUTHORISED -> answer.accept(order(401, refusal("Invalid or expired token")));
                case REFUSED_402 -> answer.accept(order(402, refusal("Insufficient credits")));
                case RATE_LIMITED -> answer.accept(order(429, refusal("Too many requests")));
                case ERROR_500 -> answer.accept(order(500, refusal("Internal server error")));
                case PAGE_502 -> answer.accept(order(502, PAGE));
                case CUT -> answer.accept(cut());
                case CUT_AND_COMMITTED_LATER -> {
                    answer.accept(cut());
                    agenda.after(laterBy, this, "the cut POST is committed", () -> follow(books.commit(key, body)));
                }
                default -> agenda.after(processing.get(), this, "POST is committed",
                        () -> committed(fate, enter(key, body), answer));
            }
        });
    }

    private ObjectNode enter(String key, String body) {
        books.hostility(agenda.instant().isBefore(day)
                ? hostility
                : new Hostility(Duration.between(day, agenda.instant()), hostility.lookUpLag(), 0, Duration.ZERO, 0));
        return follow(books.submit(key, body));
    }

    private void committed(Post fate, ObjectNode row, Consumer<Supplier<Transaction>> answer) {
        switch (fate) {
            case NO_ANSWER -> agenda.note("no answer is sent");
            case ANSWER_LOST -> answer.accept(cut());
            case COMMITTED_AND_500 -> answer.accept(order(500, refusal("Internal server error")));
            case COMMITTED_AND_PAGE_201 -> answer.accept(order(201, PAGE));
            case ANOTHERS_ROW -> answer.accept(order(201, row.deepCopy().put("id", "sku-tx-another")
                    .put("transactionHash", "another").toString()));
            default -> answer.accept(order(201, row.toString()));
        }
    }

    private ObjectNode follow(Books.Entered entered) {
        if (entered.debited()) {
            String id = entered.row().path("id").asText();
            changed.accept(entered.row());
            String last = books.isRefusedRepeat(id) ? "FAILED" : end;
            agenda.after(settlesWithin.dividedBy(3), this, "PROCESSING", () -> become(id, "PROCESSING"));
            agenda.after(settlesWithin, this, last, () -> become(id, last));
        }
        return entered.row();
    }

    void become(String id, String status) {
        if (books.become(id, status)) {
            changed.accept(books.shown(id));
        }
    }

    /** The request of a GET has left. */
    void read(String bearer, Supplier<Optional<ObjectNode>> row, Consumer<Supplier<Transaction>> answer) {
        asked.add(agenda.instant());
        agenda.after(WAY, this, "GET arrives", () -> {
            Read fate = reads.isEmpty() ? everyRead : reads.poll();
            books.hostility(hostility);
            answer.accept(switch (accepts(bearer) ? fate : Read.UNAUTHORISED) {
                case ANSWERED -> row.get().map(found -> read(200, found.toString()))
                        .orElseGet(() -> read(404, refusal("Transaction not found")));
                case UNAUTHORISED -> read(401, refusal("Invalid or expired token"));
                case RATE_LIMITED -> read(429, refusal("Too many requests"));
                case ERROR_500 -> read(500, refusal("Internal server error"));
                case PAGE_200 -> read(200, PAGE);
                case CUT -> () -> {
                    throw new ChipiFailure.Unreachable("cut", null);
                };
            });
        });
    }

    /** A bearer says itself when it ends; Chipi goes by its own clock. */
    private boolean accepts(String bearer) {
        return agenda.instant().isBefore(Instant.ofEpochMilli(Long.parseLong(bearer.split(":")[1])));
    }

    private static String refusal(String message) {
        return "{\"message\": \"" + message + "\"}";
    }

    private Supplier<Transaction> order(int status, String body) {
        return () -> Answers.toOrder(status, body, agenda);
    }

    private Supplier<Transaction> read(int status, String body) {
        return () -> Answers.toRead(status, body, agenda);
    }

    private static Supplier<Transaction> cut() {
        return () -> {
            throw Answers.toOrderWithoutAnswer();
        };
    }
}
