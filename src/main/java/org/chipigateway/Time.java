package org.chipigateway;

import java.time.Clock;
import java.time.InstantSource;
import java.time.ZoneOffset;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;

import io.quarkus.arc.DefaultBean;

/** The time of day for everyone who decides by it; tests put their own in its place. */
public class Time {

    @Produces
    @ApplicationScoped
    @DefaultBean
    InstantSource system() {
        // Milliseconds, as the store keeps them: what an answer says now and what it says after a restart are the same.
        return Clock.tickMillis(ZoneOffset.UTC);
    }
}
