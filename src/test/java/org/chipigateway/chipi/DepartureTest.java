package org.chipigateway.chipi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.chipigateway.chipi.ChipiFixture.BEARER;
import static org.chipigateway.chipi.ChipiFixture.PATIENT;
import static org.chipigateway.chipi.ChipiFixture.await;
import static org.chipigateway.chipi.ChipiFixture.chipi;
import static org.chipigateway.chipi.ChipiFixture.letEventLoopsCatchUp;
import static org.chipigateway.chipi.ChipiFixture.mutePort;
import static org.chipigateway.chipi.ChipiFixture.order;
import static org.chipigateway.chipi.ChipiFixture.permit;
import static org.chipigateway.chipi.ScriptedServer.json;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.chipigateway.chipi.ChipiFailure.OutcomeUnknown;
import org.chipigateway.chipi.ChipiFailure.Unreachable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;

/** When an order hasn't left, and what is sure then. */
@QuarkusTest
class DepartureTest {

    private static final String ROW = "{\"id\":\"tx-1\",\"transactionHash\":\"o-1\",\"status\":\"PENDING\"}";

    private final ScriptedServer server = new ScriptedServer(request -> json(201, ROW));
    private final AtomicInteger asked = new AtomicInteger();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void asksThePermitOnceAConnectionStandsAndBeforeTheFirstByte() {
        // given
        List<Long> bytesWhenAsked = new ArrayList<>();
        SendPermit permit = () -> {
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> server.connections() == 1);
            bytesWhenAsked.add(server.bytes());
            return true;
        };

        // when
        await(chipi(server.url()).submit(order("o-1"), BEARER, permit, permit()));

        // then
        assertThat(bytesWhenAsked).containsExactly(0L);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void sendsNothingWithoutPermitAndGivesTheConnectionBack() {
        // given
        Chipi chipi = chipi(server.url());

        // when
        for (int i = 0; i < ChipiConnections.POOL_SIZE + 10; i++) {
            assertThatThrownBy(() -> await(chipi.submit(order("o-1"), BEARER, this::refuse, permit())))
                    .isInstanceOf(Unreachable.class);
        }

        // then
        assertThat(asked).hasValue(ChipiConnections.POOL_SIZE + 10);
        assertThat(server.bytes()).isZero();

        // when
        await(chipi.submit(order("o-1"), BEARER, () -> true, permit()));

        // then
        assertThat(server.requests()).hasSize(1);
        // One may be asked for before the last one is back.
        assertThat(server.connections()).as("refusals leave connections usable").isLessThan(10);
    }

    @Test
    void sendsNothingWherePermitsAreRefusedAllAtOnce() {
        // given
        Chipi chipi = chipi(server.url());
        List<Uni<Transaction>> calls = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            calls.add(chipi.submit(order("o-1"), BEARER, this::refuse, permit()).onFailure(Unreachable.class)
                    .recoverWithNull());
        }

        // when
        await(Uni.join().all(calls).andCollectFailures());

        // then
        assertThat(server.bytes()).isZero();
        await(chipi.submit(order("o-1"), BEARER, () -> true, permit()));
    }

    @Test
    void whatOurOwnPermitHeldBackUsesUpNoRequestAndSaysNothingOfChipi() {
        // given
        List<String> ends = new ArrayList<>();
        RequestPermit requestPermit = new RequestPermit() {
            @Override
            public void giveBack() {
                ends.add("given back");
            }

            @Override
            public void end(Throwable failure) {
                ends.add("ended");
            }
        };

        // when
        assertThatThrownBy(() -> await(chipi(server.url()).submit(order("o-1"), BEARER, this::refuse, requestPermit)))
                .isInstanceOf(Unreachable.class);
        await(chipi(server.url()).submit(order("o-1"), BEARER, () -> true, requestPermit));

        // then
        assertThat(ends).startsWith("given back", "ended").endsWith("ended").hasSize(3);
    }

    @Test
    void takesAPermitThatThrowsForARefusal() {
        assertThatThrownBy(() -> await(chipi(server.url()).submit(order("o-1"), BEARER, () -> {
            throw new IllegalStateException("the store is away");
        }, permit()))).isInstanceOf(Unreachable.class);

        assertThat(server.bytes()).isZero();
    }

    @Test
    void isUnreachableWhereNobodyListens() throws IOException {
        // given
        try (Socket mute = mutePort()) {

            // then
            unreachable("http://localhost:" + mute.getLocalPort() + "/v1");
        }
    }

    @Test
    void isUnreachableWhereTheNameDoesNotResolve() {
        unreachable("http://chipi.invalid/v1");
    }

    @Test
    void isUnreachableWhereTheConnectionIsNotAcceptedInTime() throws IOException {
        // given
        List<Socket> filling = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 2; i++) {
                filling.add(new Socket(full.getInetAddress(), full.getLocalPort()));
            }

            // then
            unreachable("http://127.0.0.1:" + full.getLocalPort() + "/v1");
        } finally {
            for (Socket socket : filling) {
                socket.close();
            }
        }
    }

    @Test
    void isUnreachableWhereTlsIsSpokenToAPlainServer() {
        unreachable(server.url().replace("http:", "https:"));

        // With bad luck a handshake's random bytes look like some request.
        assertThat(server.requests()).extracting(ScriptedServer.Request::method).doesNotContain("POST");
    }

    @Test
    void isUnreachableWhereTheTlsHandshakeHangs() throws IOException {
        try (ServerSocket mute = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            unreachable("https://localhost:" + mute.getLocalPort() + "/v1");
        }
    }

    @Test
    void isUnreachableWhereNoConnectionGetsFreeInTime() {
        // given
        server.script(request -> server.silence());
        Chipi chipi = chipi(server.url(), new CallLimits(PATIENT.connect(), PATIENT.tlsHandshake(),
                CallLimits.PRODUCTION.connection(), PATIENT.read(), PATIENT.order(), PATIENT.keepAlive()));
        List<Throwable> ended = new CopyOnWriteArrayList<>();
        for (int i = 0; i < ChipiConnections.POOL_SIZE; i++) {
            chipi.submit(order("o-" + i), BEARER, () -> true, permit()).subscribe().with(row -> {
            }, ended::add);
        }
        Awaitility.await().atMost(Duration.ofSeconds(30))
                .until(() -> server.requests().size() == ChipiConnections.POOL_SIZE);

        // then
        assertThatThrownBy(() -> await(chipi.submit(order("late"), BEARER, this::refuse, permit())))
                .isInstanceOf(Unreachable.class);
        assertThat(asked).hasValue(0);
        assertThat(ended).as("those under way have time of their own").isEmpty();
    }

    @Test
    void usesAFreshConnectionWhereTheKeptOneWasClosed() {
        // given
        Chipi chipi = chipi(server.url());
        server.script(request -> out -> {
            json(201, ROW).run(out);
            return false;
        });
        await(chipi.submit(order("o-1"), BEARER, () -> true, permit()));
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> server.open() == 0);
        letEventLoopsCatchUp();

        // when
        Outcome second = outcome(chipi);

        // then
        assertThat(second).isEqualTo(Outcome.ANSWERED);
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void neverSendsTwiceWhereTheKeptConnectionIsCutByTheSecondOrder() {
        // given
        Chipi chipi = chipi(server.url());
        await(chipi.submit(order("o-1"), BEARER, () -> true, permit()));
        letEventLoopsCatchUp();
        server.script(request -> ScriptedServer.cut());

        // when
        Outcome second = outcome(chipi);

        // then
        assertThat(second).isEqualTo(Outcome.UNKNOWN);
        assertThat(server.requests()).hasSize(2);
        assertThat(server.connections()).isEqualTo(1);
    }

    private enum Outcome {
        ANSWERED, UNSENT, UNKNOWN
    }

    private Outcome outcome(Chipi chipi) {
        return await(chipi.submit(order("o-2"), BEARER, () -> true, permit())
                .map(row -> Outcome.ANSWERED)
                .onFailure(Unreachable.class)
                .recoverWithItem(Outcome.UNSENT)
                .onFailure(OutcomeUnknown.class)
                .recoverWithItem(Outcome.UNKNOWN));
    }

    /** Within the real limits: its waiting has an end, too. */
    private void unreachable(String url) {
        Chipi chipi = chipi(url, CallLimits.PRODUCTION);
        assertThatThrownBy(() -> await(chipi.submit(order("o-1"), BEARER, this::refuse, permit())))
                .isInstanceOf(Unreachable.class)
                .extracting(Throwable::getCause)
                .isNotNull();
        assertThat(asked).as("the permit is asked only where a connection stands").hasValue(0);
    }

    private boolean refuse() {
        asked.incrementAndGet();
        return false;
    }
}
