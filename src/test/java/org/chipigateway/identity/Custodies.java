package org.chipigateway.identity;

import java.lang.annotation.Annotation;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.NotificationOptions;
import jakarta.enterprise.util.TypeLiteral;

/** Custodies without a container, for tests of other packages that make a gateway by hand. */
public final class Custodies {

    private Custodies() {
    }

    public static BearerCustody custody(InstantSource clock, Consumer<FreshBearer> observer) {
        return new BearerCustody(clock, new Told(observer));
    }

    /** Told at once, on the firing thread, as the container does it. */
    record Told(Consumer<FreshBearer> observer) implements Event<FreshBearer> {

        @Override
        public void fire(FreshBearer event) {
            observer.accept(event);
        }

        @Override
        public <U extends FreshBearer> CompletionStage<U> fireAsync(U event) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <U extends FreshBearer> CompletionStage<U> fireAsync(U event, NotificationOptions options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Event<FreshBearer> select(Annotation... qualifiers) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <U extends FreshBearer> Event<U> select(Class<U> subtype, Annotation... qualifiers) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <U extends FreshBearer> Event<U> select(TypeLiteral<U> subtype, Annotation... qualifiers) {
            throw new UnsupportedOperationException();
        }
    }
}
