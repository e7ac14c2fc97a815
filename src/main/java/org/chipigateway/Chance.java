package org.chipigateway;

import java.util.Random;
import java.util.random.RandomGenerator;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.quarkus.arc.DefaultBean;

/** Where chance comes from: for jitter, never for secrets. Tests bring their own. */
class Chance {

    @Produces
    @Singleton
    @DefaultBean
    RandomGenerator random() {
        return new Random();
    }
}
