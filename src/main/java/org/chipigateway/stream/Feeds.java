package org.chipigateway.stream;

import jakarta.enterprise.context.ApplicationScoped;

import org.chipigateway.purchase.Audience;
import org.chipigateway.purchase.PurchaseStore;

/**
 * Opens feeds: of all purchases of an owner, or of everybody's. A feed begins now, or where its reader was; where the log can't go on
 * from there, it says so and begins now.
 */
@ApplicationScoped
class Feeds {

    /** @param lastDeleted a reader who has seen less may have missed what was deleted */
    private record LogEnds(long newest, long lastDeleted) {
    }

    private final Streams streams;
    private final Replay replay;
    private final ReadTurns turns;
    private final PurchaseStore store;
    private final Audience audience;
    private final StreamPace pace;

    Feeds(Streams streams, Replay replay, ReadTurns turns, PurchaseStore store, Audience audience, StreamPace pace) {
        this.streams = streams;
        this.replay = replay;
        this.turns = turns;
        this.store = store;
        this.audience = audience;
        this.pace = pace;
    }

    void open(Topic topic, LastEventId sent, StreamAnswer answer) {
        StreamLoop loop = streams.here();
        if (!streams.admits(answer, loop)) {
            return;
        }
        HttpStreamOutput output = answer.output(loop);
        // Hears of what is published before the log's end is read: nothing falls between the two.
        EventStream stream = streams.add(loop, topic, answer.credential(), output);
        output.whenGone(stream::readerLeft);
        if (topic instanceof Topic.OfOwner feed) {
            audience.lapse(feed.owner()).ifPresent(lapse -> stream.lapse(lapse, System.nanoTime()));
        }
        turns.inTurn(() -> store.read(records -> new LogEnds(records.lastEventId(), records.lastDeletedEventId())))
                .emitOn(loop.eventLoop()).subscribe().with(ends -> {
                    if (stream.isOver()) {
                        return;
                    }
                    loop.guarded(stream, same -> {
                        begin(stream, output, sent, ends);
                        replay.readOn(stream, output, loop);
                    });
                    if (topic instanceof Topic.OfOwner feed) {
                        audience.arrived(feed.owner());
                    }
                }, failure -> {
                    stream.abandon();
                    answer.refuse(failure, loop, pace.retryMillis());
                });
    }

    private static void begin(EventStream stream, HttpStreamOutput output, LastEventId sent, LogEnds ends) {
        boolean resumes = sent.isBetween(ends.lastDeleted(), ends.newest());
        long from = resumes ? sent.value() : ends.newest();
        output.begin(StreamBlock.opening(StreamPace.RETRY_MILLIS, from), stream::readerLeft);
        stream.begin(from, System.nanoTime());
        if (!resumes && !sent.isAbsent()) {
            output.write(StreamBlock.reset());
        }
    }
}
