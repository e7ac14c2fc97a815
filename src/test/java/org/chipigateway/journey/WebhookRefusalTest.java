package org.chipigateway.journey;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.oneOf;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.chipigateway.openapi.ApiDescription;
import org.chipigateway.simulator.SimulatorTestResource;
import org.chipigateway.simulator.Webhooks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** What isn't a delivery of Chipi's changes nothing and leaves no trace. */
@QuarkusTest
class WebhookRefusalTest extends WebhookJourney {
    private static final String COMPLETED = "sku-purchase-completed-thin";
    private final ApiDescription description = new ApiDescription();
    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final Handler recording = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            // Vert.x's own watch over its threads: where the machine stands still it tells of it, with their stacks.
            if (String.valueOf(entry.getLoggerName()).endsWith(".BlockedThreadChecker")) {
                return;
            }
            StringWriter text = new StringWriter().append(String.valueOf(entry.getMessage()))
                    .append(entry.getParameters() == null ? "" : List.of(entry.getParameters()).toString());
            if (entry.getThrown() != null) {
                entry.getThrown().printStackTrace(new PrintWriter(text));
            }
            logged.add(text.toString());
        }

        @Override
        public void flush() {
            // Nothing is held back.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    };
    private Bought bought;
    private byte[] body;
    private String signature;

    @BeforeEach
    void buyOne() {
        bought = bought();
        body = payload(COMPLETED, bought);
        signature = Webhooks.signature(body, SimulatorTestResource.WEBHOOK_SECRET);
        look("ana", bought.hash()).then().body("gateway.submission", is("CONFIRMED"));
        Logger.getLogger("").addHandler(recording);
    }

    @AfterEach
    void settle() {
        Logger.getLogger("").removeHandler(recording);
        simulator.settle(bought.hash(), "SUCCESS");
    }

    @Test
    void aWrongSignature() {
        refused(deliver(body, "0".repeat(64)));
        refused(deliver(body, ""));
        refused(deliver(body, "sha256=" + signature));
    }

    @Test
    void noSignature() {
        refused(given().contentType("application/json").body(body).post(PATH));
        refused(given().contentType("application/json").post(PATH));
    }

    @Test
    void aTruncatedOne() {
        refused(deliver(body, signature.substring(0, 63)));
        refused(deliver(body, signature.substring(0, 1)));
    }

    @Test
    void anUpperCaseOne() {
        refused(deliver(body, signature.toUpperCase(Locale.ROOT)));
    }

    @Test
    void oneOfAnotherSecret() {
        refused(deliver(body, Webhooks.signature(body, "some-other-webhook-secret")));
        refused(deliver(body, Webhooks.signature(body,
                SimulatorTestResource.WEBHOOK_SECRET + ", " + SimulatorTestResource.OLD_WEBHOOK_SECRET)));
    }

    @Test
    void aBodyAlteredByAByte() {
        byte[] altered = body.clone();
        altered[altered.length - 1] = ' ';
        refused(deliver(altered, signature));
        byte[] longer = (new String(body, UTF_8) + " ").getBytes(UTF_8);
        refused(deliver(longer, signature));
    }

    @Test
    void moreThan256KiBWhateverTheSignature() {
        byte[] large = new byte[5 * 1024 * 1024];
        answered(deliver(large), 413, "BODY_TOO_LARGE");
    }

    @Test
    void signedButNotAJsonObject() {
        for (String text : List.of("", "{", "[]", "\"text\"", "null", "{} {}", "<html/>")) {
            answered(deliver(text.getBytes(UTF_8)), 400, "BODY_MALFORMED");
        }
        answered(deliver(new byte[]{ '{', '"', (byte) 0xff, '"', ':', '1', '}'}), 400, "BODY_MALFORMED");
    }

    @Test
    void anUnknownEventIsTakenAndChangesNothing() {
        for (String name : List.of("unknown-event", "unknown-suffix-without-status", "without-event")) {
            Response answer = deliver(name, bought);
            assertThat(answer.statusCode()).isEqualTo(200);
            description.holdsFor("POST", PATH, answer);
        }
        nothingHasChanged();
    }

    private void refused(Response answer) {
        answered(answer, 401, "WEBHOOK_SIGNATURE_INVALID");
    }

    private void answered(Response answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(status);
        answer.then().body("code", is(code));
        description.holdsFor("POST", PATH, answer);
        nothingHasChanged();
        assertThat(answer.asString()).doesNotContain(bought.id(), signature);
    }

    private void nothingHasChanged() {
        look("ana", bought.hash()).then().body("status", oneOf("PENDING", "PROCESSING"))
                .body("gateway.incident", nullValue());
        assertThat(logged).noneMatch(line -> line.contains(signature) || line.contains(bought.id())
                || line.contains("\tat ") || line.contains(SimulatorTestResource.WEBHOOK_SECRET));
    }
}
