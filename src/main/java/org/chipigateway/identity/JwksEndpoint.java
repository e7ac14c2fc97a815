package org.chipigateway.identity;

import java.time.Duration;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;

/** Where the issuer publishes its keys. Follows no redirect: the configured address is the one that is trusted. */
@ApplicationScoped
class JwksEndpoint {

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration READ = Duration.ofSeconds(3);
    private static final int LONGEST_ANSWER = 256 * 1024;

    private final HttpClient client;
    private final RequestOptions request;

    @Inject
    JwksEndpoint(Vertx vertx, JwtConfig config) {
        this(vertx, config.jwksUrl());
    }

    JwksEndpoint(Vertx vertx, String url) {
        // Keys are asked for about once an hour: a connection kept that long would be found dead.
        client = vertx.createHttpClient(
                new HttpClientOptions().setConnectTimeout((int) CONNECT.toMillis()).setKeepAlive(false));
        request = new RequestOptions().setMethod(HttpMethod.GET).setAbsoluteURI(url).setFollowRedirects(false)
                .putHeader("Accept", "application/json, application/jwk-set+json");
    }

    /** Asks once; fails on anything but a key set in a 200, in time. */
    Uni<KeySet> fetch() {
        return Uni.createFrom().<Buffer>emitter(this::ask).ifNoItem().after(CONNECT.plus(READ)).fail()
                .map(body -> KeySet.parse(body.toString()));
    }

    private void ask(UniEmitter<? super Buffer> answer) {
        client.request(request).onFailure(answer::fail).onSuccess(sent -> {
            answer.onTermination(sent::reset);
            sent.send().onFailure(answer::fail).onSuccess(response -> read(response, answer));
        });
    }

    private static void read(HttpClientResponse response, UniEmitter<? super Buffer> answer) {
        response.exceptionHandler(answer::fail);
        if (response.statusCode() != 200) {
            answer.fail(new IllegalStateException("The key endpoint answered " + response.statusCode()));
            return;
        }
        Buffer body = Buffer.buffer();
        response.endHandler(end -> answer.complete(body));
        response.handler(chunk -> {
            if (body.length() + chunk.length() > LONGEST_ANSWER) {
                answer.fail(new IllegalStateException("The key endpoint's answer is too long"));
            } else {
                body.appendBuffer(chunk);
            }
        });
    }

    @PreDestroy
    void close() {
        client.close();
    }
}
