package org.chipigateway;

import java.time.InstantSource;
import java.util.Random;
import java.util.random.RandomGenerator;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.quarkus.arc.DefaultBean;

/** Where time and chance come from; tests bring their own. */
class Sources {

    @Produces
    @Singleton
    @DefaultBean
    InstantSource clock() {
        return InstantSource.system();
    }

    @Produces
    @Singleton
    @DefaultBean
    RandomGenerator random() {
        return new Random();
    }
}
