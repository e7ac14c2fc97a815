package org.chipigateway.stream;

import jakarta.enterprise.context.ApplicationScoped;

import org.chipigateway.purchase.Audience;
import org.chipigateway.purchase.Purchase;
import org.chipigateway.purchase.PurchaseFailure;
import org.chipigateway.purchase.PurchaseStore;

import io.smallrye.mutiny.Uni;

/** Opens streams of one purchase: from its first event, or from where the reader was. */
@ApplicationScoped
class PurchaseStreams {

    /** @param afterId the last event that the reader has seen; 0 for all */
    private record Resumption(Purchase purchase, long afterId) {
    }

    private final Streams streams;
    private final Replay replay;
    private final ReadTurns turns;
    private final PurchaseStore store;
    private final StreamEnd end;
    private final Audience audience;
    private final StreamPace pace;

    PurchaseStreams(Streams streams, Replay replay, ReadTurns turns, PurchaseStore store, StreamEnd end,
            Audience audience, StreamPace pace) {
        this.streams = streams;
        this.replay = replay;
        this.turns = turns;
        this.store = store;
        this.end = end;
        this.audience = audience;
        this.pace = pace;
    }

    /**
     * Existence, 204 and capacity are decided in this order, and before anything is sent.
     *
     * @param found the purchase, or why the reader may not see it
     */
    void open(Uni<Purchase> found, LastEventId sent, StreamAnswer answer) {
        StreamLoop loop = streams.here();
        turns.inTurn(() -> found.chain(purchase -> resumption(purchase, sent)), answer::isGone).emitOn(loop.eventLoop())
                .subscribe()
                .with(from -> {
                    if (end.isReached(from.purchase(), from.afterId())) {
                        answer.nothingMore();
                    } else if (streams.admits(answer, loop)) {
                        begin(from.purchase(), from.afterId(), loop, answer);
                    }
                }, failure -> answer.refuse(failure, loop, pace.retryMillis()));
    }

    private Uni<Resumption> resumption(Purchase purchase, LastEventId sent) {
        return sent.isAbsent()
                ? Uni.createFrom().item(new Resumption(purchase, 0))
                : store.read(records -> new Resumption(purchase, sent.orStart(records.lastEventId())));
    }

    /**
     * Of a purchase that was opened by the request itself, for which a stream is admitted already. Who repeats the request may have
     * seen some of it; who has seen all of it is told the end again, because nothing but the answer says that the purchase stands.
     */
    void openNew(Purchase purchase, LastEventId sent, StreamLoop loop, StreamAnswer answer) {
        resumption(purchase, sent).emitOn(loop.eventLoop()).subscribe()
                .with(from -> begin(from.purchase(), from.afterId(), loop, answer), failure -> {
                    streams.giveUp(answer.credential());
                    answer.refuse(named(failure, purchase.transactionHash()), loop, pace.retryMillis());
                });
    }

    private void begin(Purchase purchase, long afterId, StreamLoop loop, StreamAnswer answer) {
        String hash = purchase.transactionHash();
        Topic topic = new Topic.OfPurchase(hash);
        HttpStreamOutput output = answer.output(loop);
        EventStream stream = streams.add(loop, topic, answer.credential(), output);
        output.whenGone(stream::readerLeft);
        audience.arrived(hash);
        // Asked after it was added: whichever tells the stream of a lapse second tells it nothing new.
        audience.lapse(hash).ifPresent(lapse -> stream.lapse(lapse, System.nanoTime()));
        replay.page(topic, afterId).emitOn(loop.eventLoop()).subscribe().with(page -> {
            if (!stream.isOver()) {
                loop.guarded(stream, same -> {
                    output.begin(StreamBlock.opening(StreamPace.RETRY_MILLIS), stream::readerLeft);
                    stream.begin(afterId, System.nanoTime());
                    replay.take(page, stream, output, loop);
                });
            }
        }, failure -> {
            stream.abandon();
            answer.refuse(named(failure, hash), loop, pace.retryMillis());
        });
    }

    private static Throwable named(Throwable failure, String hash) {
        return failure instanceof PurchaseFailure.StoreUnavailable
                ? new PurchaseFailure.StoreUnavailable(hash, failure)
                : failure;
    }
}
