package org.chipigateway;

import java.time.Clock;
import java.time.InstantSource;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;

import io.quarkus.arc.DefaultBean;

/** The time of day for everyone who decides by it; tests put their own in its place. */
public class Time {

    @Produces
    @ApplicationScoped
    @DefaultBean
    InstantSource system() {
        return Clock.systemUTC();
    }
}
