package org.chipigateway.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;

class VerificationKeysTest {

    private static final SigningKey FIRST = SigningKey.elliptic("first");
    private static final SigningKey SECOND = SigningKey.elliptic("second");

    private final MovableClock clock = MovableClock.standing();
    private final AtomicInteger calls = new AtomicInteger();
    private Supplier<Uni<KeySet>> answer;
    private VerificationKeys keys;

    @BeforeEach
    void endpoint() {
        answers(FIRST);
        keys = new VerificationKeys(() -> Uni.createFrom().deferred(() -> {
            calls.incrementAndGet();
            return answer.get();
        }), clock);
    }

    @Test
    void aKnownKeyIsAtHandWithoutACall() {
        // given
        ask("first");

        // when
        clock.move(Duration.ofMinutes(59));
        VerificationKey key = ask("first");

        // then
        assertThat(key.id()).isEqualTo("first");
        assertThat(calls).hasValue(1);
    }

    @Test
    void rotationRightAfterTheFirstLoadIsSeenAtOnce() {
        // given
        ask("first");
        answers(SECOND);

        // when // then
        assertThat(ask("second").id()).isEqualTo("second");
        assertThatThrownBy(() -> ask("first")).isInstanceOf(KeysUnavailable.class);
    }

    @Test
    void rotationRightAfterAForeignKidWorksOnceTheMinuteIsOver() {
        // given
        ask("first");
        assertThatThrownBy(() -> ask("foreign")).isInstanceOf(TokenRefused.class);
        answers(FIRST, SECOND);

        // when
        clock.move(Duration.ofSeconds(45));
        KeysUnavailable tooEarly = catchThrowableOfType(KeysUnavailable.class, () -> ask("second"));
        clock.move(Duration.ofSeconds(15));

        // then
        assertThat(tooEarly.retryAfter()).isEqualTo(Duration.ofSeconds(15));
        assertThat(ask("second").id()).isEqualTo("second");
        assertThat(calls).hasValue(3);
    }

    @Test
    void aKidThatWasLookedForStaysRefusedWithinTheMinuteAndOthersAreUnknown() {
        // given
        ask("first");
        assertThatThrownBy(() -> ask("foreign")).isInstanceOf(TokenRefused.class);

        // when // then
        assertThatThrownBy(() -> ask("foreign")).isInstanceOf(TokenRefused.class);
        assertThatThrownBy(() -> ask("another")).isInstanceOf(KeysUnavailable.class);
        assertThat(calls).hasValue(2);
    }

    @Test
    void aForeignKidOnTheFirstLoadCountsAsALook() {
        // given
        assertThatThrownBy(() -> ask("foreign")).isInstanceOf(TokenRefused.class);

        // when
        assertThatThrownBy(() -> ask("another")).isInstanceOf(KeysUnavailable.class);

        // then
        assertThat(calls).hasValue(1);
    }

    @Test
    void knownKeysSurviveADayWithoutTheEndpointAndUnknownOnesCannotBeJudged() {
        // given
        ask("first");
        isAway();

        // when
        clock.move(Duration.ofHours(23));
        keys.keepFresh().await().indefinitely();

        // then
        assertThat(ask("first").id()).isEqualTo("first");
        assertThatThrownBy(() -> ask("foreign")).isInstanceOf(KeysUnavailable.class);
        clock.move(Duration.ofHours(1));
        assertThatThrownBy(() -> ask("first")).isInstanceOf(KeysUnavailable.class);
    }

    @Test
    void aFailedLookDoesNotCondemnTheKid() {
        // given
        ask("first");
        isAway();
        assertThatThrownBy(() -> ask("second")).isInstanceOf(KeysUnavailable.class);
        answers(FIRST, SECOND);

        // when
        assertThatThrownBy(() -> ask("second")).isInstanceOf(KeysUnavailable.class);
        clock.move(VerificationKeys.BETWEEN_LOOKS);

        // then
        assertThat(ask("second").id()).isEqualTo("second");
    }

    @Test
    void withNoKeyAtAllTheEndpointIsAskedAgainSoon() {
        // given
        isAway();
        KeysUnavailable away = catchThrowableOfType(KeysUnavailable.class, () -> ask("first"));
        answers(FIRST);

        // when
        assertThatThrownBy(() -> ask("first")).isInstanceOf(KeysUnavailable.class);
        clock.move(away.retryAfter());

        // then
        assertThat(ask("first").id()).isEqualTo("first");
        assertThat(calls).hasValue(2);
    }

    @Test
    void withdrawnKeysGoWithinTheHour() {
        // given
        ask("first");
        answers(SECOND);

        // when
        clock.move(Duration.ofMinutes(59));
        keys.keepFresh().await().indefinitely();
        assertThat(ask("first").id()).isEqualTo("first");
        clock.move(Duration.ofMinutes(1));
        keys.keepFresh().await().indefinitely();
        clock.move(VerificationKeys.BETWEEN_LOOKS);

        // then
        assertThatThrownBy(() -> ask("first")).isInstanceOf(TokenRefused.class);
    }

    @Test
    void manyWhoWaitShareOneCall() {
        // given
        UniEmitter<?>[] pending = new UniEmitter<?>[1];
        answer = () -> Uni.createFrom().emitter(emitter -> pending[0] = emitter);
        UniAssertSubscriber<VerificationKey> one = start("first");
        UniAssertSubscriber<VerificationKey> other = start("first");

        // when
        complete(pending[0], KeySet.parse(SigningKey.jwks(FIRST)));

        // then
        assertThat(one.getItem().id()).isEqualTo("first");
        assertThat(other.getItem().id()).isEqualTo("first");
        assertThat(calls).hasValue(1);
    }

    @Test
    void aTokenWithoutKidNeedsTheOnlyKey() {
        // given
        assertThat(ask(null).id()).isEqualTo("first");

        // when
        answers(FIRST, SECOND);
        clock.move(VerificationKeys.FRESH);
        keys.keepFresh().await().indefinitely();

        // then
        assertThatThrownBy(() -> ask(null)).isInstanceOf(TokenRefused.class);
    }

    private void answers(SigningKey... published) {
        answer = () -> Uni.createFrom().item(KeySet.parse(SigningKey.jwks(published)));
    }

    private void isAway() {
        answer = () -> Uni.createFrom().failure(new IllegalStateException("away"));
    }

    private VerificationKey ask(String id) {
        return keys.key(id, SignatureAlgorithm.ES256).await().indefinitely();
    }

    private UniAssertSubscriber<VerificationKey> start(String id) {
        return keys.key(id, SignatureAlgorithm.ES256).subscribe().withSubscriber(UniAssertSubscriber.create());
    }

    @SuppressWarnings("unchecked")
    private static void complete(UniEmitter<?> pending, KeySet with) {
        ((UniEmitter<KeySet>) pending).complete(with);
    }
}
