package org.chipigateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.runtime.SimpleScheduler;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class StartOrderTest {

    @Inject
    private BeanManager beans;

    /** A job that runs while the start is given up ends in a stack trace; one that runs earlier meets a closed store. */
    @Test
    void theStoreOpensBeforeTheSchedulerStarts() {
        assertThat(priority(Database.class)).isLessThan(priority(SimpleScheduler.class));
    }

    private int priority(Class<?> bean) {
        return beans.resolveObserverMethods(new StartupEvent()).stream()
                .filter(observer -> observer.getBeanClass().equals(bean)).findFirst().orElseThrow().getPriority();
    }
}
