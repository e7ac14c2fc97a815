package org.chipigateway.simulator;

import java.time.Duration;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.ext.web.Router;

/** Dev mode's Chipi: there before anything asks for it, and gone before a live reload takes its port again. */
@ApplicationScoped
@IfBuildProfile("dev")
class DevSimulator {
    private static final Logger LOG = Logger.getLogger(DevSimulator.class);
    private static final int BEFORE_ALL_OTHERS = 1;

    private final SimulatorConfig config;
    private Simulator simulator;

    DevSimulator(SimulatorConfig config) {
        this.config = config;
    }

    void start(@Observes @Priority(BEFORE_ALL_OTHERS) StartupEvent event) {
        simulator();
        LOG.infof("Chipi is simulated at %s; the playground is at / of the gateway", simulator.baseUrl());
    }

    void register(@Observes Router router) {
        new Playground(simulator()).route(router);
    }

    /** Quarkus builds its routes before it says that it starts, so whoever comes first starts it. */
    private synchronized Simulator simulator() {
        if (simulator == null) {
            simulator = started();
        }
        return simulator;
    }

    private Simulator started() {
        try {
            return Simulator.start(options());
        } catch (IllegalStateException noPort) {
            // Of a configuration's exception without a cause Quarkus prints the message alone.
            throw new ConfigurationException(
                    noPort.getMessage() + "; is the port in use? -Dsimulator.port=… takes another");
        }
    }

    private SimulatorOptions options() {
        SimulatorOptions options = new SimulatorOptions().port(config.port())
                .keys(config.keys().toArray(String[]::new)).journal(config.journal().orElse(null))
                // No stragglers: a newcomer's first purchase settles in seconds. Fault 1002 shows one that doesn't.
                .settling(Settling.logNormal(Duration.ofSeconds(3), Duration.ofSeconds(8)))
                .webhookShape(Webhooks.Shape.FULL);
        config.webhookUrl().ifPresent(url -> options.webhook(url, config.webhookSecret().orElse("")));
        return options;
    }

    // Not on ShutdownEvent: Quarkus fires none where the application fails to start, and the port would stay taken.
    @PreDestroy
    synchronized void stop() {
        if (simulator != null) {
            simulator.close();
            simulator = null;
        }
    }
}
