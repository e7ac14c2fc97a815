package org.chipigateway.catalog;

import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;

/** A copy as an HTTP answer, with what a client needs to keep it in turn. */
final class CatalogueAnswer {

    private CatalogueAnswer() {
    }

    static Response of(Served served, Request request) {
        EntityTag tag = new EntityTag(served.copy().tag());
        ResponseBuilder answer = request.evaluatePreconditions(tag);
        if (answer == null) {
            answer = Response.ok(served.copy().body(), MediaType.APPLICATION_JSON_TYPE);
        }
        answer.tag(tag)
                .header(HttpHeaders.CACHE_CONTROL, "private, max-age=" + Shelf.FRESH.toSeconds())
                .header("Age", served.age().toSeconds())
                .header("Cache-Status", status(served));
        if (served.stale()) {
            answer.header("Warning", "110 - \"Response is Stale\"");
        }
        return answer.build();
    }

    /** RFC 9211; a time to live below zero is how long ago the copy ceased to be fresh. */
    private static String status(Served served) {
        return switch (served.source()) {
            case LOADED -> "chipi-gateway; fwd=miss; stored";
            case KEPT, STALE -> "chipi-gateway; hit; ttl=" + Shelf.FRESH.minus(served.age()).toSeconds();
        };
    }
}
