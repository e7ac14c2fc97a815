package org.chipigateway.purchase;

import io.smallrye.mutiny.Uni;

/** Whether the store can do its work. */
public interface StoreHealth {

    /** Fails where purchases can't be read, or the last write failed and another one does, too. */
    Uni<Void> check();
}
