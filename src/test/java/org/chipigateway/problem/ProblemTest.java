package org.chipigateway.problem;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;

@QuarkusTest
class ProblemTest {

    private static final String HERE = "/v1/test-trouble";

    @Test
    void theShapeSuitsBothKindsOfReaders() {
        problem(given().get(HERE + "/failures/no-sku?ticket=secret"), 404, "SKU_NOT_FOUND")
                .body("type", equalTo("urn:chipi-gateway:problem:sku-not-found"))
                .body("title", equalTo("There is no such SKU")).body("message", equalTo("There is no such SKU"))
                .body("detail", equalTo("There is no such SKU")).body("instance", equalTo(HERE + "/failures/no-sku"));
    }

    @ParameterizedTest
    @CsvSource({ "refused,402,NO_CREDITS", "refused-without-code,404,UPSTREAM_REFUSED",
        "unauthorised,502,UPSTREAM_UNAUTHORIZED", "exhausted,503,UPSTREAM_RATE_LIMITED",
        "down,503,UPSTREAM_UNAVAILABLE", "many-waiting,429,TOO_MANY_WAITING", "busy,503,BUSY",
        "limited,503,UPSTREAM_RATE_LIMITED",
        "unreachable,503,UPSTREAM_UNAVAILABLE", "unknown,503,UPSTREAM_UNAVAILABLE",
        "unreadable,502,UPSTREAM_UNREADABLE", "no-sku,404,SKU_NOT_FOUND", "mismatch,422,SKU_MISMATCH",
        "defect,500,INTERNAL"})
    void eachFailureHasItsProblem(String failure, int status, String code) {
        problem(given().get(HERE + "/failures/" + failure), status, code);
        problem(given().accept("text/event-stream").get(HERE + "/streams/" + failure), status, code);
    }

    @Test
    void chipisWordsAreHandedOn() {
        problem(given().get(HERE + "/failures/refused"), 402, "NO_CREDITS")
                .body("message", equalTo("Not enough credits"))
                .body("type", equalTo("urn:chipi-gateway:problem:upstream-refused"));
    }

    @Test
    void aPauseIsInWholeSeconds() {
        problem(given().get(HERE + "/failures/exhausted"), 503, "UPSTREAM_RATE_LIMITED").header("Retry-After", "33");
        problem(given().get(HERE + "/failures/down"), 503, "UPSTREAM_UNAVAILABLE").header("Retry-After", "5");
        problem(given().get(HERE + "/failures/many-waiting"), 429, "TOO_MANY_WAITING").header("Retry-After", "7");
        problem(given().get(HERE + "/failures/limited"), 503, "UPSTREAM_RATE_LIMITED").header("Retry-After", "2");
        problem(given().get(HERE + "/failures/unreachable"), 503, "UPSTREAM_UNAVAILABLE").header("Retry-After", "5");
    }

    @Test
    void fieldsAreListed() {
        problem(given().get(HERE + "/failures/mismatch"), 422, "SKU_MISMATCH").body("errors", hasSize(1))
                .body("errors[0].field", equalTo("currencyAmount")).body("errors[0].message", equalTo("must be 50"));
    }

    @Test
    void aDefectIsLoggedOnceAndToldByItsIdOnly() {
        // given
        List<LogRecord> logged = new CopyOnWriteArrayList<>();
        Handler handler = new Recording(logged);
        Logger.getLogger("").addHandler(handler);

        // when
        String id;
        try {
            id = problem(given().get(HERE + "/failures/defect?ticket=aTicketForAStream"), 500, "INTERNAL")
                    .body(not(containsString(Trouble.SECRET))).body(not(containsString("Exception")))
                    .body("errorId", notNullValue()).extract().path("errorId");
        } finally {
            Logger.getLogger("").removeHandler(handler);
        }

        // then, whatever else the gateway had to tell meanwhile
        assertThat(logged).filteredOn(each -> tellsOf(each, id)).singleElement().satisfies(each -> {
            assertThat(each.getLevel().intValue()).isGreaterThanOrEqualTo(Level.WARNING.intValue());
            assertThat(text(each)).contains(id, HERE + "/failures/defect").doesNotContain("aTicketForAStream");
            assertThat(each.getThrown()).hasMessage(Trouble.SECRET);
        });
    }

    private static boolean tellsOf(LogRecord record, String id) {
        return text(record).contains(id)
                || text(record).contains("aTicketForAStream")
                || Stream.iterate(record.getThrown(), thrown -> thrown != null, Throwable::getCause)
                        .anyMatch(thrown -> String.valueOf(thrown.getMessage()).contains(Trouble.SECRET));
    }

    private static String text(LogRecord record) {
        return record.getMessage() + " " + Arrays.toString(record.getParameters());
    }

    @ParameterizedTest
    @ValueSource(strings = { "/nowhere", "/v1/nowhere", "/v1", "/", "/q/nowhere", "/test-trouble", HERE + "/nowhere",
        "/index.html", "/favicon.ico"})
    void anUnknownPath(String path) {
        for (String accept : List.of("*/*", "text/html", "text/event-stream", "application/json")) {
            problem(given().accept(accept).get(path), 404, "ROUTE_NOT_FOUND").body("instance", equalTo(path));
        }
        problem(given().contentType("application/json").body("{}").post(path), 404, "ROUTE_NOT_FOUND");
    }

    @Test
    void aWrongMethodIsToldTheRightOnes() {
        problem(given().delete(HERE + "/guarded/7"), 405, "METHOD_NOT_ALLOWED").header("Allow", "GET, HEAD");
        problem(given().get(HERE + "/bodies"), 405, "METHOD_NOT_ALLOWED").header("Allow", "POST");
        problem(given().request("BREW", HERE + "/bodies"), 405, "METHOD_NOT_ALLOWED");
    }

    @ParameterizedTest
    @ValueSource(strings = { "text", "{", "{\"text\":\"a\"", "[]", "7", "{\"text\":{}}",
        "{\"amount\":\"many\"}", "{\"numbers\":[1,\"x\"]}"})
    void aBodyThatIsNotTheJsonExpected(String body) {
        for (String path : List.of("/bodies", "/blocking-bodies")) {
            problem(json(body).post(HERE + path), 400, "BODY_MALFORMED").body(not(containsString("org.chipigateway")))
                    .body(not(containsString("jackson")));
        }
    }

    @Test
    void theFieldThatDoesNotFitIsNamed() {
        problem(json("{\"text\":\"a\",\"numbers\":[1,\"x\"]}").post(HERE + "/bodies"), 400, "BODY_MALFORMED")
                .body("errors[0].field", equalTo("numbers[1]"));
    }

    @Test
    void anotherMediaType() {
        problem(given().contentType("text/plain").body("{}").post(HERE + "/bodies"), 415, "UNSUPPORTED_MEDIA_TYPE");
        problem(given().accept("image/png").get(HERE + "/numbers/7"), 406, "NOT_ACCEPTABLE");
    }

    /** On a path that two methods share, where Quarkus REST reads the type before it has chosen one. */
    @ParameterizedTest
    @ValueSource(strings = { "///;;;", "json", "application/"})
    void whatIsNoMediaType(String type) throws Exception {
        // when
        RawAnswer answer = RawAnswer.of("POST /v1/sku-purchases HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Content-Type: " + type + "\r\nContent-Length: 2\r\n\r\n{}");

        // then
        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.body()).contains("UNSUPPORTED_MEDIA_TYPE");
    }

    @Test
    void aParameterOfTheWrongForm() {
        problem(given().get(HERE + "/numbers/seven"), 422, "VALIDATION_FAILED");
        problem(given().get(HERE + "/numbers/7?page=two"), 422, "VALIDATION_FAILED");
    }

    @Test
    void withoutATokenThereIsAChallenge() {
        problem(given().get(HERE + "/guarded"), 401, "UNAUTHENTICATED").header("WWW-Authenticate", "Bearer");
        problem(given().header("Authorization", "Bearer garbage").get(HERE + "/guarded"), 401, "TOKEN_INVALID")
                .header("WWW-Authenticate", containsString("error=\"invalid_token\""));
    }

    @ParameterizedTest
    @ValueSource(strings = { "/%s", "//v1/test-trouble/guarded", "/v1//test-trouble/guarded",
        "/v1/test-trouble//guarded", "/v1/test-trouble/guarded;a=b", "/v1;x/test-trouble/guarded",
        "/v1/test-trouble/%67uarded", "/V1/test-trouble/guarded", "/v1/test-trouble/Guarded",
        "/v1/test-trouble/guarded/%2e%2e/x", "/v1/test-trouble/x/../guarded", "/v1/test-trouble/x/%2e%2e/guarded",
        "/v1/./test-trouble/guarded", "/v1/test-trouble/guarded%2f", "/v1/test-trouble/guarded/..%2fx",
        "/v1/test-trouble/guarded%3bx", "/v1/test-trouble/guarded%00", "/v1/test-trouble/guarded/",
        "/v1/test-trouble%2fguarded"})
    void noTrickWithThePathGetsPastTheGuard(String path) throws Exception {
        // given
        int before = Trouble.GUARDED_CALLS.get();

        // when
        RawAnswer answer = RawAnswer.get(path.equals("/%s") ? "/v1/test-trouble/guarded" : path);

        // then
        assertThat(Trouble.GUARDED_CALLS).hasValue(before);
        assertThat(answer.status()).isBetween(400, 499);
        assertThat(answer.header("content-type")).isEqualTo(Problem.MEDIA_TYPE);
    }

    /** Quarkus refuses these before any handler, with a status only. */
    @ParameterizedTest
    @ValueSource(strings = { "/v1/test-trouble/guarded%", "/v1/test-trouble/guarded%zz", "/v1/test-trouble\\guarded",
        "/v1/test-trouble/guarded?x=%zz"})
    void whatIsNoAddressIsRefused(String path) throws Exception {
        // given
        int before = Trouble.GUARDED_CALLS.get();

        // when
        RawAnswer answer = RawAnswer.get(path);

        // then
        assertThat(Trouble.GUARDED_CALLS).hasValue(before);
        assertThat(answer.status()).isEqualTo(400);
    }

    private static RequestSpecification json(String body) {
        return given().contentType("application/json").body(body);
    }

    static ValidatableResponse problem(Response answer, int status, String code) {
        return answer.then().statusCode(status).header("Content-Type", Problem.MEDIA_TYPE)
                .header("Cache-Control", "no-store").body("status", equalTo(status)).body("code", equalTo(code))
                .body("message", notNullValue()).body("stack", nullValue());
    }

    private static final class Recording extends Handler {

        private final List<LogRecord> into;

        Recording(List<LogRecord> into) {
            this.into = into;
        }

        @Override
        public void publish(LogRecord entry) {
            into.add(entry);
        }

        @Override
        public void flush() {
            // Nothing is held back.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
