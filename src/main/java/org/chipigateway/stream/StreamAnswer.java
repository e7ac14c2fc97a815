package org.chipigateway.stream;

import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.core.Response;

import org.chipigateway.purchase.PurchaseFailure;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.impl.ContextInternal;

/**
 * How one request for a stream is answered: by the container, with a status, or by us, with the stream itself. Then the container's
 * answer is never resumed; it ends with the response.
 */
final class StreamAnswer {
    private final AsyncResponse answer;
    private final HttpServerRequest request;
    private final StreamCredential credential;
    private final ContextInternal requestContext;

    /** To be made where the request is handled. */
    StreamAnswer(AsyncResponse answer, HttpServerRequest request, StreamCredential credential) {
        this.answer = answer;
        this.request = request;
        this.credential = credential;
        this.requestContext = (ContextInternal) Vertx.currentContext();
    }

    StreamCredential credential() {
        return credential;
    }

    boolean isGone() {
        return request.response().closed();
    }

    HttpServerResponse response() {
        return request.response();
    }

    HttpStreamOutput output(StreamLoop loop) {
        return new HttpStreamOutput(request, requestContext, loop.eventLoop());
    }

    /** 204 is the one answer after which an {@code EventSource} stops coming back. */
    void nothingMore() {
        answer.resume(Response.noContent().build());
    }

    /**
     * A status, where the reader can understand it. {@code EventSource} gives up for good on any but 200: it is told to come back,
     * where that may help.
     */
    void refuse(Throwable failure, StreamLoop loop, long retryMillis) {
        boolean passing = failure instanceof StreamFailure || failure instanceof PurchaseFailure.StoreUnavailable;
        if (failure instanceof StreamFailure.Draining || (credential.isTicket() && passing)) {
            if (failure instanceof StreamFailure.Draining && request.version() == HttpVersion.HTTP_1_1) {
                // Said before it is closed: or a client may have sent its next request on it by then.
                response().putHeader("Connection", "close");
            }
            HttpStreamOutput output = output(loop);
            output.begin(StreamBlock.comeBack(retryMillis), () -> {
            });
            if (failure instanceof StreamFailure.Draining) {
                output.completeAndClose(null);
            } else {
                output.complete(null);
            }
        } else {
            answer.resume(failure);
        }
    }
}
