package org.chipigateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;

class ReadTurnsTest {
    private static final int AT_ONCE = 32;

    private final ReadTurns turns = new ReadTurns();
    private final List<Integer> begun = new ArrayList<>();
    private final List<UniEmitter<? super Integer>> underWay = new ArrayList<>();
    private final List<Object> answers = new ArrayList<>();
    private final List<Cancellable> asked = new ArrayList<>();

    @Test
    void readsThirtyTwoAtOnceAndTheRestInOrder() {
        // when
        ask(AT_ONCE + 3);

        // then
        assertThat(begun).hasSize(AT_ONCE);
        underWay.get(7).complete(7);
        assertThat(begun).hasSize(AT_ONCE + 1);
        underWay.get(3).complete(3);
        underWay.get(31).complete(31);
        assertThat(begun).containsExactlyElementsOf(IntStream.range(0, AT_ONCE + 3).boxed().toList());
        assertThat(answers).containsExactly(7, 3, 31);
    }

    @Test
    void aReadThatFailsGivesItsTurnBack() {
        // given
        ask(AT_ONCE + 1);

        // when
        underWay.get(0).fail(new IllegalStateException("no"));

        // then
        assertThat(begun).hasSize(AT_ONCE + 1);
        assertThat(answers).containsExactly("no");
    }

    @Test
    void aReadThatCannotEvenBeginGivesItsTurnBack() {
        // when
        for (int i = 0; i < AT_ONCE + 1; i++) {
            turns.<Integer>inTurn(() -> {
                throw new IllegalStateException("no");
            }).subscribe().with(answers::add, failure -> answers.add(failure.getMessage()));
        }

        // then
        assertThat(answers).hasSize(AT_ONCE + 1).containsOnly("no");
    }

    @Test
    void aReadThatIsCancelledGivesItsTurnBackOnce() {
        // given
        ask(AT_ONCE + 2);

        // when
        asked.get(5).cancel();
        asked.get(5).cancel();
        underWay.get(5).complete(5);

        // then
        assertThat(begun).hasSize(AT_ONCE + 1);
        assertThat(answers).isEmpty();
    }

    @Test
    void whoeverIsCancelledInTheLineTakesNobodysTurn() {
        // given
        ask(2 * AT_ONCE);
        asked.subList(AT_ONCE, 2 * AT_ONCE).forEach(Cancellable::cancel);

        // when
        List.copyOf(underWay).forEach(each -> each.complete(0));
        ask(AT_ONCE + 1);

        // then as many at once as ever
        assertThat(underWay).hasSizeGreaterThanOrEqualTo(2 * AT_ONCE);
        assertThat(begun.subList(begun.size() - AT_ONCE, begun.size()))
                .containsExactlyElementsOf(IntStream.range(0, AT_ONCE).boxed().toList());
        assertThat(answers).hasSize(AT_ONCE);
    }

    /** As when thousands wait and the store, which is away, refuses each at once. */
    @Test
    void aLongLineOfReadsThatAreAnsweredAtOnceNeedsNoDeepStack() {
        // given
        ask(AT_ONCE);
        AtomicInteger failed = new AtomicInteger();
        for (int i = 0; i < 40_000; i++) {
            turns.inTurn(() -> Uni.createFrom().failure(new IllegalStateException())).subscribe().with(answer -> {
            }, failure -> failed.incrementAndGet());
        }

        // when
        underWay.get(0).complete(0);

        // then
        assertThat(failed).hasValue(40_000);
    }

    @Test
    void refusesWhoeverWouldMakeTheLineTooLong() {
        // given
        ask(AT_ONCE + 50_000);
        assertThat(answers).isEmpty();

        // when
        ask(1);

        // then
        assertThat(answers).hasSize(1);
    }

    private void ask(int reads) {
        for (int i = 0; i < reads; i++) {
            int number = i;
            asked.add(turns.inTurn(() -> Uni.createFrom().<Integer>emitter(emitter -> {
                begun.add(number);
                underWay.add(emitter);
            })).subscribe().with(answers::add, failure -> answers.add(failure.getMessage() + "")));
        }
    }
}
