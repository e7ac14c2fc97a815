package org.chipigateway.purchase;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.chipigateway.identity.Owner;

/** Watches what a test says, and remembers what the watchers were told. */
final class RecordedWatchers implements Watchers {
    final Set<String> watched = new HashSet<>();
    final List<Long> lapses = new ArrayList<>();

    @Override
    public boolean watch(String transactionHash, Owner owner) {
        return watched.contains(transactionHash);
    }

    @Override
    public void tellOfLapse(String transactionHash, Owner owner, long lapse) {
        lapses.add(lapse);
    }
}
