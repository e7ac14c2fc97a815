package org.chipigateway.problem;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;

import io.vertx.ext.web.RoutingContext;

/** No body of more than 256 KiB: refused unread where its length is announced, else as soon as it has grown past. */
@Provider
@ApplicationScoped
class BodyLimit implements ReaderInterceptor {

    static final int BYTES = 256 * 1024;

    private final ProblemAnswers answers;

    BodyLimit(ProblemAnswers answers) {
        this.answers = answers;
    }

    void announced(RoutingContext http) {
        String length = http.request().getHeader("Content-Length");
        // Digits only: the server has refused everything else.
        if (length == null || length.length() < 10 && Long.parseLong(length) <= BYTES) {
            http.next();
            return;
        }
        answers.write(http, Problem.of(ProblemCode.BODY_TOO_LARGE));
    }

    @Override
    public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
        context.setInputStream(new Counting(context.getInputStream()));
        return context.proceed();
    }

    private static final class Counting extends FilterInputStream {

        private long read;

        Counting(InputStream body) {
            super(body);
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            count(one < 0 ? 0 : 1);
            return one;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int some = super.read(into, offset, length);
            count(Math.max(some, 0));
            return some;
        }

        /** Quarkus's own would read all that is still to come, and hold the thread until it has. */
        @Override
        public void close() {
            // What is left is dropped once the answer is written.
        }

        @Override
        public long skip(long wanted) throws IOException {
            long some = super.skip(wanted);
            count(some);
            return some;
        }

        private void count(long more) throws BodyTooLarge {
            read += more;
            if (read > BYTES) {
                throw new BodyTooLarge();
            }
        }
    }
}
