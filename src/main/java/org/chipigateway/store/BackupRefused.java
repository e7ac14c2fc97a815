package org.chipigateway.store;

/** There is no backup; the message says why, and names no purchase. */
public class BackupRefused extends RuntimeException {
    BackupRefused(String message) {
        super(message);
    }
}
