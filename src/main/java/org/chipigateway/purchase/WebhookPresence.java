package org.chipigateway.purchase;

/** Whether Chipi tells of purchases by itself, so that there is something to wait for after their end. */
public interface WebhookPresence {

    boolean configured();
}
