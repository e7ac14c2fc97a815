package org.chipigateway.webhook;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What can be read of the inbox. Blocking: runs on the store's threads only. */
public interface DeliveryRecords {

    Optional<Delivery> delivery(String id);

    /** Ids of those that are new or waiting and call their purchase by one of these names, in the order of their ids. */
    List<String> naming(Collection<String> names);

    /** Ids of those that are new or waiting and due to be tried again, the longest due first. */
    List<String> due(Instant now, int limit);

    /** How many that came before then are still new or waiting. */
    long openSince(Instant before);

    /** Ids of the oldest of those. */
    List<String> oldestOpenSince(Instant before, int limit);
}
