package org.chipigateway.purchase;

import java.util.List;

/**
 * Things that somebody should look at.
 *
 * @param oldest the hashes or ids of the oldest of them, oldest first; not all where there are many
 */
public record Backlog(long count, List<String> oldest) {
    public Backlog {
        oldest = List.copyOf(oldest);
    }
}
