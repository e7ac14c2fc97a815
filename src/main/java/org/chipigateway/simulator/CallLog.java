package org.chipigateway.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** What Chipi was asked, oldest first; the last {@value #MOST} calls. */
final class CallLog {
    private static final int MOST = 200_000;

    private final Deque<Entry> entries = new ArrayDeque<>();

    /** Notes a call as it comes in. */
    synchronized Entry open(HttpServerRequest request, Instant at) {
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        String bearer = authorization != null && authorization.startsWith("Bearer ")
                ? authorization.substring(7)
                : null;
        Entry entry = new Entry(at, request.method().name(), request.path(), request.query(),
                request.getHeader("x-api-key"), bearer);
        if (entries.size() == MOST) {
            entries.removeFirst();
        }
        entries.addLast(entry);
        return entry;
    }

    synchronized List<Call> calls() {
        List<Call> calls = new ArrayList<>(entries.size());
        entries.forEach(entry -> calls.add(entry.call()));
        return calls;
    }

    synchronized void clear() {
        entries.clear();
    }

    /** The most calls that any window of this length has seen, those answered 429 included. */
    static int most(List<Call> calls, Duration window) {
        int most = 0;
        int first = 0;
        for (int last = 0; last < calls.size(); last++) {
            while (!calls.get(first).at().isAfter(calls.get(last).at().minus(window))) {
                first++;
            }
            most = Math.max(most, last - first + 1);
        }
        return most;
    }

    /** A call that may still be answered. */
    static final class Entry {
        private final Instant at;
        private final String method;
        private final String path;
        private final String query;
        private final String apiKey;
        private final String bearer;
        private volatile String body;
        private volatile int status;

        private Entry(Instant at, String method, String path, String query, String apiKey, String bearer) {
            this.at = at;
            this.method = method;
            this.path = path;
            this.query = query;
            this.apiKey = apiKey;
            this.bearer = bearer;
        }

        void body(String sent) {
            body = sent;
        }

        void answered(int with) {
            status = with;
        }

        private Call call() {
            return new Call(at, method, path, query, apiKey, bearer, body, status);
        }
    }
}
