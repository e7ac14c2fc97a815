package org.chipigateway.purchase;

/** Where the store hands each change to, once it is committed. */
public interface EventSink {

    /** Called one change at a time, in commit order. */
    void publish(PurchaseChange change);
}
