package org.chipigateway.purchase;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

import org.chipigateway.purchase.Move.Kind;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Whatever happens, in whatever order: nothing is debited twice, nobody sees what isn't theirs, states go forward and events are
 * numbered as they are committed; and once all is well again, everything that was asked for has come to its end. A build plays the same
 * runs each time, so that it fails on account of its own change only; with more tries, or without the seed, there are others.
 */
class InterleavingTest {
    private static final Instant NOON = Purchases.NOON;
    private static final Instant BEFORE_MIDNIGHT = Instant.parse("2026-03-10T23:57:00Z");
    private static final Instant BEFORE_MEXICOS_MIDNIGHT = Instant.parse("2026-03-11T05:57:00Z");

    @Property(seed = "20261123")
    void oneDebitWhateverHappens(@ForAll("starts") Instant start, @ForAll("chances") int chance,
            @ForAll("runs") List<Move> moves) {
        // given
        try (Player player = new Player(start, chance)) {
            try {
                // when
                for (Move move : moves) {
                    player.make(move);
                    Audit.of(player.world).nothingIsWrong();
                }
                player.finish();

                // then
                Audit.of(player.world).everythingIsSettled();
            } catch (AssertionError failed) {
                throw new AssertionError(failed.getMessage() + "\n" + player.world.agenda.trace(), failed);
            }
        }
    }

    /** Else a failure's seed would be worth nothing. */
    @Property(tries = 30, seed = "20261123")
    void theSameMovesGiveTheSameRun(@ForAll("chances") int chance, @ForAll("runs") List<Move> moves) {
        assertThat(eventsOf(chance, moves)).isEqualTo(eventsOf(chance, moves));
    }

    private static List<PurchaseEvent> eventsOf(int chance, List<Move> moves) {
        try (Player player = new Player(NOON, chance)) {
            moves.forEach(player::make);
            return player.world.disk.events();
        }
    }

    @Provide
    Arbitrary<Instant> starts() {
        return Arbitraries.of(NOON, BEFORE_MIDNIGHT, BEFORE_MEXICOS_MIDNIGHT);
    }

    @Provide
    Arbitrary<Integer> chances() {
        return Arbitraries.integers().between(0, 1000);
    }

    @Provide
    Arbitrary<List<Move>> runs() {
        Arbitrary<Kind> kinds = Arbitraries.of(Stream.of(Kind.values())
                .flatMap(kind -> Collections.nCopies(kind.often(), kind).stream()).toList());
        Arbitrary<Integer> numbers = Arbitraries.integers().between(0, 99);
        return Combinators.combine(kinds, numbers, numbers).as(Move::new).list().ofMinSize(5).ofMaxSize(60);
    }
}
