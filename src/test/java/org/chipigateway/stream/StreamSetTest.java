package org.chipigateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.chipigateway.purchase.Purchases;
import org.junit.jupiter.api.Test;

class StreamSetTest {
    private final StreamSet set = new StreamSet();

    @Test
    void visitsEachThatIsIn() {
        // given
        List<EventStream> streams = added(9);

        // when
        set.remove(streams.get(0));
        set.remove(streams.get(8));
        set.remove(streams.get(4));

        // then
        List<EventStream> left = new ArrayList<>(streams);
        left.removeAll(List.of(streams.get(0), streams.get(8), streams.get(4)));
        assertThat(visited()).containsExactlyInAnyOrderElementsOf(left);
        assertThat(set.size()).isEqualTo(6);
        left.forEach(set::remove);
        assertThat(set.isEmpty()).isTrue();
        assertThat(visited()).isEmpty();
    }

    @Test
    void visitsEachOnceWhileEverySecondLeaves() {
        // given
        List<EventStream> streams = added(9);
        List<EventStream> visited = new ArrayList<>();

        // when
        set.forEach(stream -> {
            visited.add(stream);
            if (visited.size() % 2 == 0) {
                set.remove(stream);
            }
        });

        // then
        assertThat(visited).containsExactlyInAnyOrderElementsOf(streams);
        assertThat(set.size()).isEqualTo(5);
    }

    /** As when the connection breaks that several streams of HTTP/2 share. */
    @Test
    void passesOverNobodyWhenOthersLeaveWhileOneIsVisited() {
        for (int broken = 1; broken < 9; broken++) {
            // given
            List<EventStream> streams = added(9);
            List<EventStream> visited = new ArrayList<>();
            List<EventStream> leaving = new ArrayList<>(streams.subList(9 - broken, 9));

            // when
            set.forEach(stream -> {
                visited.add(stream);
                leaving.forEach(set::remove);
                leaving.clear();
            });

            // then
            assertThat(visited).doesNotContainNull().containsAll(streams.subList(0, 9 - broken));
            streams.subList(0, 9 - broken).forEach(set::remove);
            assertThat(set.isEmpty()).isTrue();
        }
    }

    private List<EventStream> visited() {
        List<EventStream> visited = new ArrayList<>();
        set.forEach(visited::add);
        return visited;
    }

    private List<EventStream> added(int count) {
        List<EventStream> streams = IntStream.range(0, count).mapToObj(n -> stream()).toList();
        streams.forEach(set::add);
        return streams;
    }

    private static EventStream stream() {
        return new EventStream(new Topic.OfAll(),
                new StreamCredential(StreamCredential.Kind.BEARER, Purchases.ANA, Instant.MAX), new RecordedOutput(),
                new StreamEnd(() -> false, () -> Purchases.NOON), 0, (stream, reason) -> {
                });
    }
}
