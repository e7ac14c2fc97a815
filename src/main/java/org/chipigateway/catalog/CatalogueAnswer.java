package org.chipigateway.catalog;

import java.util.List;

import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;

/** A copy as an HTTP answer, with what a client needs to keep it in turn. */
final class CatalogueAnswer {

    private CatalogueAnswer() {
    }

    static Response of(Served served, HttpHeaders request) {
        ResponseBuilder answer = isKnown(served.copy().tag(), request.getRequestHeader(HttpHeaders.IF_NONE_MATCH))
                ? Response.notModified()
                : Response.ok(served.copy().body(), MediaType.APPLICATION_JSON_TYPE);
        answer.tag(new EntityTag(served.copy().tag()))
                .header(HttpHeaders.CACHE_CONTROL, "private, max-age=" + Shelf.FRESH.toSeconds())
                .header("Age", served.age().toSeconds())
                .header("Cache-Status", status(served));
        if (served.stale()) {
            answer.header("Warning", "110 - \"Response is Stale\"");
        }
        return answer.build();
    }

    /** Weakly compared, as RFC 9110 wants it here; our tags hold no comma. */
    private static boolean isKnown(String tag, List<String> ifNoneMatch) {
        for (String line : ifNoneMatch == null ? List.<String>of() : ifNoneMatch) {
            for (String known : line.split(",")) {
                String opaque = known.strip();
                if (opaque.equals("*") || opaque.equals("\"" + tag + "\"") || opaque.equals("W/\"" + tag + "\"")) {
                    return true;
                }
            }
        }
        return false;
    }

    /** RFC 9211; a time to live below zero is how long ago the copy ceased to be fresh. */
    private static String status(Served served) {
        return switch (served.source()) {
            case LOADED -> "chipi-gateway; fwd=miss; stored";
            case KEPT, STALE -> "chipi-gateway; hit; ttl=" + Shelf.FRESH.minus(served.age()).toSeconds();
        };
    }
}
