package org.chipigateway.stream;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;

import org.chipigateway.purchase.Watchers;

/** The open streams of each purchase. */
@ApplicationScoped
class StreamWatchers implements Watchers {
    private final Map<String, Set<OpenStream>> streams = new ConcurrentHashMap<>();

    void add(String transactionHash, OpenStream stream) {
        streams.compute(transactionHash, (hash, present) -> {
            Set<OpenStream> all = present == null ? ConcurrentHashMap.newKeySet() : present;
            all.add(stream);
            return all;
        });
    }

    void remove(String transactionHash, OpenStream stream) {
        streams.computeIfPresent(transactionHash, (hash, present) -> {
            present.remove(stream);
            return present.isEmpty() ? null : present;
        });
    }

    @Override
    public boolean watch(String transactionHash) {
        return streams.containsKey(transactionHash);
    }

    @Override
    public void tellOfLapse(String transactionHash, long lapse) {
        streams.getOrDefault(transactionHash, Set.of()).forEach(stream -> stream.lapse(lapse, System.nanoTime()));
    }
}
