package org.chipigateway.stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.chipigateway.identity.FreshBearer;
import org.chipigateway.identity.Owner;
import org.chipigateway.purchase.Watchers;

/** Whoever has a stream open of a purchase, or of all its owner's. An operator who looks at everything watches nothing. */
@ApplicationScoped
class StreamWatchers implements Watchers {
    private final Streams streams;

    StreamWatchers(Streams streams) {
        this.streams = streams;
    }

    @Override
    public boolean watch(String transactionHash, Owner owner) {
        for (StreamLoop loop : streams.loops()) {
            if (loop.watches(transactionHash, owner)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void tellOfLapse(String transactionHash, Owner owner, long lapse) {
        if (!watch(transactionHash, owner)) {
            return;
        }
        streams.onEachLoop(loop -> {
            long now = System.nanoTime();
            loop.forEachOf(new Topic.OfPurchase(transactionHash), stream -> stream.lapse(lapse, now));
            loop.forEachOf(new Topic.OfOwner(owner), stream -> stream.lapse(lapse, now));
        });
    }

    /** A feed is told of the next lapse again. */
    void onFreshBearer(@Observes FreshBearer fresh) {
        streams.onEachLoop(loop -> loop.forEachOf(new Topic.OfOwner(fresh.owner()), EventStream::bearerCame));
    }
}
