package org.chipigateway.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

import org.chipigateway.identity.TokenRefused.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.smallrye.mutiny.Uni;

class StreamTicketsTest {

    private static final String OLD = "the-older-of-two-secrets";
    private static final String NEW = "the-newer-of-two-secrets";
    private static final Owner ANA = new Owner("https://issuer.test", "ana");
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private final MovableClock clock = MovableClock.standing();
    private final StreamTickets tickets = Tickets.sealedWith(NEW, clock);

    @Test
    void whatIsIssuedIsWhatIsRead() {
        for (StreamTicket ticket : List.of(tickets.ticket(ANA, "order-1"), tickets.ticket(ANA, null),
                tickets.ticket(new Owner("", "\ud800 ñ 😀 \u0000"), "A.z_0~:-"),
                tickets.ticket(new Owner("i".repeat(1_000), "ñ".repeat(255)), "h".repeat(255)))) {
            assertThat(tickets.verify(tickets.issue(ticket))).isEqualTo(ticket);
        }
    }

    @Test
    void aTicketLivesForAQuarterOfAnHourInWholeSeconds() {
        // given
        clock.move(Duration.ofMillis(900));
        Instant now = clock.instant();

        // when // then
        assertThat(tickets.ticket(ANA, null).expiresAt()).isEqualTo(now.minusMillis(900).plus(Duration.ofMinutes(15)));
    }

    @Test
    void itDiesToTheSecond() {
        // given
        StreamTicket ticket = tickets.ticket(ANA, "order-1");
        String text = tickets.issue(ticket);

        // when
        clock.move(StreamTickets.LIFE.minusMillis(1));

        // then
        assertThat(tickets.verify(text)).isEqualTo(ticket);

        // when
        clock.move(Duration.ofMillis(1));

        // then
        assertRefused(text, Reason.EXPIRED);
        clock.move(Duration.ofDays(1));
        assertRefused(text, Reason.EXPIRED);
    }

    @Test
    void oneForAPurchaseIsForNoOther() {
        // given
        StreamTicket ticket = tickets.verify(tickets.issue(tickets.ticket(ANA, "order-1")));

        // then
        assertThat(ticket.opens("order-1")).isTrue();
        assertThat(ticket.opens("order-2")).isFalse();
        assertThat(ticket.opens("order-1 ")).isFalse();
        assertThat(ticket.opens(null)).isFalse();
        assertThat(ticket.opensFeed()).isFalse();
    }

    @Test
    void oneForTheFeedIsForNoSinglePurchase() {
        // given
        StreamTicket ticket = tickets.verify(tickets.issue(tickets.ticket(ANA, null)));

        // then
        assertThat(ticket.opensFeed()).isTrue();
        assertThat(ticket.opens("order-1")).isFalse();
        assertThat(ticket.opens("")).isFalse();
        assertThat(ticket.opens(null)).isFalse();
    }

    @Test
    void anyOtherCharacterAnywhereIsRefused() {
        // given: one of each length modulo 3, which is where Base64's last character has bits to spare
        for (String hash : List.of("order-1", "order-11", "order-111")) {
            String text = tickets.issue(tickets.ticket(ANA, hash));

            // when // then
            for (int place = 0; place < text.length(); place++) {
                int stride = place == text.length() - 1 ? 1 : 21;
                for (int step = 1; step < ALPHABET.length(); step += stride) {
                    int other = (ALPHABET.indexOf(text.charAt(place)) + step) % ALPHABET.length();
                    assertRefused(text.substring(0, place) + ALPHABET.charAt(other) + text.substring(place + 1),
                            Reason.INVALID);
                }
            }
        }
    }

    @Test
    void partsOfTwoTicketsMakeNone() {
        // given
        byte[] one = bytes(tickets.issue(tickets.ticket(ANA, "order-1")));
        byte[] two = bytes(tickets.issue(tickets.ticket(ANA, "order-2")));

        // when // then
        assertThat(one).hasSameSizeAs(two);
        for (int cut = 1; cut < one.length; cut++) {
            byte[] mixed = one.clone();
            System.arraycopy(two, cut, mixed, cut, two.length - cut);
            assertRefused(text(mixed), Reason.INVALID);
        }
    }

    @Test
    void whatIsCutOffOrPutOnIsRefused() {
        // given
        String text = tickets.issue(tickets.ticket(ANA, null));

        // when // then
        for (int length = 0; length < text.length(); length++) {
            assertRefused(text.substring(0, length), Reason.INVALID);
            assertRefused(text.substring(length + 1), Reason.INVALID);
        }
        for (String more : List.of("A", "AA", "AAAA", "=", "==", " ", "\n", ".", "%3D", "\u0000", text, "." + text)) {
            assertRefused(text + more, Reason.INVALID);
            assertRefused(more + text, Reason.INVALID);
        }
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = { "", " ", "=", "A", "AA", "null", "undefined", "[object Object]", "a.b.c", "../..", "%00",
        "\u0000",
        "é", "😀", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void garbageIsRefused(String garbage) {
        assertRefused(garbage, Reason.INVALID);
    }

    @Test
    void randomGarbageOfEveryLengthIsRefused() {
        // given
        Random random = new Random(4711);

        // when // then
        for (int length = 0; length < 600; length++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            assertRefused(text(bytes), Reason.INVALID);
            assertRefused(new String(bytes, StandardCharsets.ISO_8859_1), Reason.INVALID);
        }
        assertRefused("A".repeat(10_000_000), Reason.INVALID);
    }

    @Test
    void noneCanBeReadInTheUrl() {
        // given
        String text = tickets.issue(tickets.ticket(ANA, "order-1"));

        // then
        assertThat(text).matches("[A-Za-z0-9_-]+").hasSizeLessThan(200);
        assertThat(new String(bytes(text), StandardCharsets.ISO_8859_1)).doesNotContain("ana", "issuer", "order-1");
    }

    @Test
    void noTwoAreTheSame() {
        // given
        StreamTicket ticket = tickets.ticket(ANA, "order-1");
        Set<String> ciphertexts = new HashSet<>();

        // when
        for (int i = 0; i < 1_000; i++) {
            ciphertexts.add(text(bytes(tickets.issue(ticket))).substring(TicketSeal.SALT_BYTES * 4 / 3 + 1));
        }

        // then
        assertThat(ciphertexts).hasSize(1_000);
    }

    @Test
    void aNewSecretSealsBeforeTheOldOneIsGone() {
        // given
        StreamTickets before = Tickets.sealedWith(OLD, clock);
        StreamTickets meanwhile = Tickets.sealedWith(" " + NEW + " ,, " + OLD, clock);
        StreamTickets after = Tickets.sealedWith(NEW, clock);
        StreamTicket ticket = tickets.ticket(ANA, "order-1");

        // when // then
        assertThat(meanwhile.verify(before.issue(ticket))).isEqualTo(ticket);
        assertThat(after.verify(meanwhile.issue(ticket))).isEqualTo(ticket);
        assertThatThrownBy(() -> before.verify(meanwhile.issue(ticket))).isInstanceOf(TokenRefused.class);
        assertThatThrownBy(() -> after.verify(before.issue(ticket))).isInstanceOf(TokenRefused.class);
    }

    @Test
    void withoutASecretOneIsMadeAndKept() {
        // given
        AtomicReference<String> kept = new AtomicReference<>();
        List<String> made = new ArrayList<>();
        TicketSecretStore store = ifNone -> {
            made.add(ifNone);
            kept.compareAndSet(null, ifNone);
            return Uni.createFrom().item(kept.get());
        };

        // when
        StreamTickets one = Tickets.sealedFrom(store, clock);
        StreamTickets another = Tickets.sealedFrom(store, clock);

        // then
        StreamTicket ticket = tickets.ticket(ANA, "order-1");
        assertThat(another.verify(one.issue(ticket))).isEqualTo(ticket);
        assertThat(made).hasSize(2).doesNotHaveDuplicates().allMatch(secret -> bytes(secret).length == 32);
        assertThatThrownBy(() -> tickets.verify(one.issue(ticket))).isInstanceOf(TokenRefused.class);
    }

    @Test
    void nothingOfItIsTold() {
        // given
        String text = tickets.issue(tickets.ticket(ANA, "order-1"));
        TicketSeal seal = new TicketSeal(NEW);

        // when // then
        assertThat(seal.toString()).doesNotContain(NEW);
        assertThatThrownBy(() -> tickets.verify(text + "A")).hasMessageNotContaining(text.substring(0, 8)).hasNoCause();
    }

    private void assertRefused(String text, Reason reason) {
        assertThatThrownBy(() -> tickets.verify(text)).isInstanceOfSatisfying(TokenRefused.class,
                refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    private static byte[] bytes(String text) {
        return Base64.getUrlDecoder().decode(text);
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
