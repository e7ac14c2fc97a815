package org.chipigateway.catalog;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

import org.chipigateway.chipi.Sku;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What Chipi answered, kept.
 *
 * @param sku null where it is a page
 * @param tag names these very bytes
 */
record Copy(byte[] body, Sku sku, String tag, Instant loadedAt) {

    static Copy of(ObjectNode page, Instant now) {
        byte[] body = page.toString().getBytes(StandardCharsets.UTF_8);
        return new Copy(body, null, tag(body), now);
    }

    static Copy of(Sku sku, Instant now) {
        byte[] body = sku.row().toString().getBytes(StandardCharsets.UTF_8);
        return new Copy(body, sku, tag(body), now);
    }

    private static String tag(byte[] body) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }
}
