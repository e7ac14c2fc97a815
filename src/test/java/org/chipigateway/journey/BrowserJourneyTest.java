package org.chipigateway.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.inject.Inject;

import org.chipigateway.identity.Owner;
import org.chipigateway.identity.StreamTicket;
import org.chipigateway.identity.StreamTickets;
import org.chipigateway.simulator.Fault;
import org.chipigateway.simulator.ServedPages;
import org.chipigateway.simulator.SimulatorTestResource;
import org.chipigateway.simulator.Switches;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Route;

import io.quarkus.test.junit.QuarkusTest;

/**
 * The file that pages copy, in Chromium, in the page that {@code src/docs/streams.md} shows: whatever happens on the way, every event
 * of the log is shown once and in order.
 */
@Tag("outside")
@QuarkusTest
class BrowserJourneyTest extends Journey {
    private static final Path FILE = Path.of("src/main/resources/simulator/chipi-gateway.js");
    private static final Path DOCS = Path.of("src/docs/streams.md");
    private static final String SHOP = """
            <!DOCTYPE html>
            <title>A shop</title>
            <input id="phone">
            <button id="buy">Buy</button>
            <script src="/shop/own.js"></script>
            <script type="module" src="/shop/shop.js"></script>
            """;
    // What it shows outlives a reload, and so does what was shown before.
    private static final String OWN = """
            const shown = () => JSON.parse(sessionStorage.getItem('shown') ?? '[]');
            const show = event => sessionStorage.setItem('shown', JSON.stringify([...shown(), event]));
            const getToken = async () => (await (await fetch('/playground/token?sub=ana')).json()).token;
            """;
    private static final double PATIENCE_MILLIS = 30_000;

    private static Optional<Chromium> chromium = Optional.empty();

    @Inject
    ServedPages pages;

    @Inject
    StreamTickets tickets;

    private final List<String> errors = new ArrayList<>();
    private final List<Request> asked = new ArrayList<>();
    private final List<Integer> answered = new ArrayList<>();
    private Wire wire;
    private BrowserContext context;
    private Page page;

    @BeforeAll
    static void startChromium() {
        chromium = Chromium.start();
    }

    @AfterAll
    static void stopChromium() {
        chromium.ifPresent(Chromium::close);
    }

    @BeforeEach
    void openShop() throws IOException {
        assumeTrue(chromium.isPresent(), "There is no Chromium here, or no Node, to try the browser file with");
        simulator.webhooks().to(gateway.resolve("/webhooks/chipi"), SimulatorTestResource.WEBHOOK_SECRET);
        pages.servePlayground(simulator);
        pages.serve("/shop/shop.html", SHOP);
        pages.serve("/shop/own.js", OWN);
        pages.serve("/shop/shop.js", firstExample());
        pages.serve("/shop/chipi-gateway.js", Files.readString(FILE));
        wire = new Wire(gateway);
        context = chromium.get().browser().newContext();
        page = context.newPage();
        page.setDefaultTimeout(PATIENCE_MILLIS);
        page.onPageError(errors::add);
        page.onRequest(asked::add);
        page.onResponse(response -> answered.add(response.status()));
    }

    @AfterEach
    void closeShop() {
        if (chromium.isPresent()) {
            pages.stop();
            context.close();
            wire.close();
        }
        simulator.webhooks().to(null, null);
    }

    @Test
    void aClickBuysAndShowsEveryEventToTheEnd() {
        // when
        String hash = buy(phone());
        awaitEnd();

        // then
        assertThat(statuses()).startsWith("PENDING").endsWith("SUCCESS");
        assertShownAsLogged(hash);
        assertThat(bearers()).hasSizeGreaterThanOrEqualTo(2).doesNotHaveDuplicates();
        assertThat(page.evaluate("sessionStorage.getItem('purchase')")).isNull();
    }

    @Test
    void aReloadInTheMiddleGoesOnWhereItWas() {
        // given
        String hash = buyWhatIsOpen();

        // when
        page.reload();
        settle(hash);
        awaitEnd();

        // then
        assertShownAsLogged(hash);
        assertThat(posts("/v1/sku-purchases")).isEqualTo(1);
    }

    @Test
    void aReloadBeforeTheAnswerSendsTheSameOrderAgain() {
        // given
        String hash = buy(Fault.ANSWERS_LATE.reference(unique()));
        awaitDebit(hash);

        // when
        page.reload();
        awaitEnd();

        // then
        assertShownAsLogged(hash);
        assertThat(posts("/v1/sku-purchases")).isEqualTo(2);
        assertThat(simulator.ledger().debits(hash)).isEqualTo(1);
    }

    @Test
    void anOrderWhoseAnswerIsLostIsSentAgainWithTheSameKey() {
        // given
        String hash = buy(Fault.ANSWERS_LATE.reference(unique()));
        awaitDebit(hash);

        // when
        context.setOffline(true);
        wire.breakDown();
        wire.mend();
        context.setOffline(false);
        awaitEnd();

        // then
        assertShownAsLogged(hash);
        // Chromium repeats a POST by itself where a connection broke that it had used before; else the file does.
        assertThat(wire.sent("POST /v1/sku-purchases ")).isEqualTo(2);
        assertThat(simulator.ledger().debits(hash)).isEqualTo(1);
    }

    @Test
    void whatHappensWhileTheNetworkIsGoneIsShownWhenItIsBack() {
        // given
        String hash = buyWhatIsOpen();

        // when
        context.setOffline(true);
        wire.breakDown();
        settle(hash);
        wire.mend();
        context.setOffline(false);
        awaitEnd();

        // then
        assertShownAsLogged(hash);
    }

    @Test
    void aTabThatSleptOnADeadConnectionFindsOutWhenItIsShown() {
        // given
        page.clock().install();
        String hash = buyWhatIsOpen();

        // when
        visibility("hidden");
        wire.silenceStreams();
        settle(hash);
        // no timer of a sleeping tab fires
        page.clock().setSystemTime(Instant.now().plusSeconds(40).toEpochMilli());
        visibility("visible");
        awaitEnd();

        // then
        assertShownAsLogged(hash);
    }

    @Test
    void aDeadConnectionIsNoticedByItsSilence() {
        // given
        page.clock().install();
        String hash = buyWhatIsOpen();

        // when
        wire.silenceStreams();
        settle(hash);
        page.clock().fastForward(40_000);
        awaitEnd();

        // then
        assertShownAsLogged(hash);
    }

    @Test
    void aTicketThatEndsInTheMiddleIsFollowedByAnother() {
        // given
        Owner ana = new Owner(simulator.issuer(), "ana");
        page.route("**/v1/stream-tickets", route -> {
            String purchase = route.request().postData().replaceAll(".*\"purchase\":\"([^\"]+)\".*", "$1");
            String ticket = tickets.issue(new StreamTicket(ana, purchase, Instant.now().plusSeconds(3)));
            route.fulfill(new Route.FulfillOptions().setStatus(201).setContentType("application/json").setBody("""
                    {"ticket":"%1$s","url":"/v1/sku-purchases/%2$s/events?ticket=%1$s"}""".formatted(ticket,
                    purchase)));
        }, new Page.RouteOptions().setTimes(1));
        String hash = buyWhatIsOpen();

        // when
        page.waitForResponse("**/v1/stream-tickets", () -> {
        });
        settle(hash);
        awaitEnd();

        // then
        assertShownAsLogged(hash);
        assertThat(names()).containsOnlyOnce("reauthenticate");
        assertThat(posts("/v1/stream-tickets")).isEqualTo(2);
        assertThat(answered).as("the old ticket wasn't tried again").doesNotContain(401);
    }

    @Test
    void aPageBringsAFreshTokenWhenNoneIsLeftForPolling() {
        // given
        simulator.webhooks().to(null, null);
        pages.serve("/shop/own.js", OWN.replace("sub=ana", "sub=gina"));
        String hash = buyWhatIsOpen();

        // when
        simulator.switches().reads(Switches.Mode.UNAUTHORISED);
        page.waitForFunction("() => shown().some(event => event.data.reason === 'polling')");
        simulator.switches().normal();
        simulator.settle(hash, "SUCCESS");
        awaitEnd();

        // then
        assertThat(shown("shown().filter(({ name }) => name === 'status').map(({ id }) => id)"))
                .isEqualTo(log("gina", hash));
    }

    @Test
    void aStreamThatIsCutInTheMiddleOfEventsLosesNone() {
        // given
        wire.cutEvents(2);

        // when
        String hash = buy(phone());
        awaitEnd();

        // then
        assertThat(wire.cutsLeft()).isZero();
        assertShownAsLogged(hash);
    }

    @Test
    void aPageThatHasSeenEverythingIsToldSoAndAsksNoMore() {
        // given
        String hash = hash("seen");
        buy("ana", hash, phone()).then().statusCode(201);
        awaitStatus("ana", hash, "SUCCESS");
        List<String> log = log(hash);
        open();

        // when
        page.evaluate("purchase => sessionStorage.setItem('purchase', JSON.stringify(purchase))",
                Map.of("order", Map.of("transactionHash", hash), "lastEventId", log.get(log.size() - 1)));
        page.reload();
        page.waitForFunction("() => sessionStorage.getItem('purchase') === null");

        // then
        assertThat(names()).isEmpty();
        assertThat(posts("/v1/stream-tickets")).isEqualTo(1);
        assertThat(posts("/v1/sku-purchases")).isZero();
    }

    @Test
    void aRefusalIsToldAndNotRepeated() {
        // when
        buy(Fault.NO_CREDITS.reference(unique()));
        page.waitForFunction("() => shown().some(event => event.name === 'refused')");

        // then
        assertThat(page.evaluate("shown().at(-1).data.status")).isEqualTo(402);
        assertThat(posts("/v1/sku-purchases")).isEqualTo(1);
    }

    @Test
    void aDashboardFollowsAllPurchasesOverCuts() {
        // given
        pages.serve("/shop/shop.js", """
                import { ChipiGateway } from './chipi-gateway.js';
                const gateway = new ChipiGateway(async () =>
                  (await (await fetch('/playground/token?sub=dora')).json()).token);
                const { lastEventId } = (await gateway.json('/v1/sku-purchases')).gateway;
                gateway.follow(null, { lastEventId, on: show });
                """);
        page.waitForRequest(request -> request.url().contains("/events?ticket="), this::open);
        wire.cutEvents(2);

        // when
        List<String> hashes = List.of(hash("board"), hash("board"));
        hashes.forEach(hash -> buy("dora", hash, phone()).then().statusCode(201));
        hashes.forEach(hash -> awaitStatus("dora", hash, "SUCCESS"));

        // then
        List<Long> log = hashes.stream().flatMap(hash -> log("dora", hash).stream()).map(Long::valueOf).sorted()
                .toList();
        page.waitForFunction("last => shown().at(-1)?.id === last", String.valueOf(log.get(log.size() - 1)));
        assertThat(shown("shown().map(({ id }) => id)").stream().map(Long::valueOf)).isEqualTo(log);
        assertThat(wire.cutsLeft()).isZero();
    }

    @Test
    void aFeedThatCannotGoOnTellsThePageToReload() {
        // given
        pages.serve("/shop/shop.js", """
                import { ChipiGateway } from './chipi-gateway.js';
                new ChipiGateway(getToken).follow(null, { lastEventId: '999999999999', on: show });
                """);

        // when
        open();

        // then
        page.waitForFunction("() => shown().some(event => event.name === 'reset')");
        assertThat(errors).isEmpty();
    }

    @Test
    void thePlaygroundBuysAndItsListFollowsByTheFeed() {
        // given
        page.navigate(wire.origin().toString());
        page.waitForFunction("() => document.querySelector('#sku').value !== ''");
        page.fill("#search", "Telcel");
        page.waitForFunction("() => document.querySelector('#sku').value.startsWith('sku-tl-')");

        // when
        page.fill("#reference", phone());
        page.click("#submit");

        // then
        page.waitForFunction("() => document.querySelector('#state').textContent === 'SUCCESS'");
        page.waitForFunction("() => document.querySelector('#mine span').textContent === 'SUCCESS'");
        assertThat(errors).isEmpty();
    }

    private static String firstExample() throws IOException {
        Matcher example = Pattern.compile("(?s)```js\\n(import .*?)```").matcher(Files.readString(DOCS));
        assertThat(example.find()).as("an example in %s", DOCS).isTrue();
        return example.group(1);
    }

    private void open() {
        page.navigate(wire.origin().resolve("/shop/shop.html").toString());
    }

    private String buy(String reference) {
        open();
        return click(reference);
    }

    private String click(String reference) {
        page.fill("#phone", reference);
        // In one go: a refusal can be there, and the purchase forgotten, before the page is asked a second time.
        return (String) page.evaluate("""
                () => {
                  document.querySelector('#buy').click();
                  return JSON.parse(sessionStorage.getItem('purchase')).order.transactionHash;
                }""");
    }

    /** It is being processed, and only {@link #settle} ends it. */
    private String buyWhatIsOpen() {
        String hash = buy(Fault.NEVER_SETTLES.reference(unique()));
        page.waitForFunction("() => shown().some(event => event.data.status === 'PROCESSING')");
        return hash;
    }

    /** Playwright passes the browser's requests on only while it is asked something. */
    private void awaitDebit(String hash) {
        page.waitForCondition(() -> simulator.ledger().debits(hash) == 1);
    }

    private void settle(String hash) {
        simulator.settle(hash, "SUCCESS");
        awaitStatus("ana", hash, "SUCCESS");
    }

    private void visibility(String state) {
        page.evaluate("""
                state => {
                  Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state });
                  Object.defineProperty(document, 'hidden', { configurable: true, get: () => state === 'hidden' });
                  document.dispatchEvent(new Event('visibilitychange'));
                }""", state);
    }

    private void awaitEnd() {
        page.waitForFunction("() => shown().some(event => event.name === 'end')");
        page.waitForFunction("() => sessionStorage.getItem('purchase') === null");
    }

    private void assertShownAsLogged(String hash) {
        assertThat(shown("shown().filter(({ name }) => /status|detail|refund/.test(name)).map(({ id }) => id)"))
                .isEqualTo(log(hash)).hasSizeGreaterThanOrEqualTo(2);
        assertThat(names()).endsWith("end").containsOnlyOnce("end");
        assertThat(errors).isEmpty();
    }

    private List<String> statuses() {
        return shown("shown().map(({ data }) => data.status).filter(status => status)");
    }

    private List<String> names() {
        return shown("shown().map(({ name }) => name)");
    }

    @SuppressWarnings("unchecked")
    private List<String> shown(String expression) {
        return (List<String>) page.evaluate(expression);
    }

    /** The ids of the log, as a reader gets them whom nothing happens to. */
    private List<String> log(String hash) {
        return log("ana", hash);
    }

    private List<String> log(String user, String hash) {
        try (SseClient stream = SseClient.get(URI.create(gateway + "v1/sku-purchases/" + hash + "/events"),
                Map.of("Authorization", "Bearer " + simulator.token(user)))) {
            await().atMost(PATIENCE).until(stream::ended);
            return stream.events().stream().map(SseClient.Block::id).toList();
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    private long posts(String path) {
        return asked.stream().filter(request -> request.method().equals("POST"))
                .filter(request -> URI.create(request.url()).getPath().equals(path)).count();
    }

    private List<String> bearers() {
        return asked.stream().map(request -> request.headers().get("authorization")).filter(bearer -> bearer != null)
                .toList();
    }
}
