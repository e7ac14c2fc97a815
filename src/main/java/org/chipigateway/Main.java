package org.chipigateway;

import java.util.List;

import org.eclipse.microprofile.config.Config;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts the gateway, or says all that is wrong with its variables at once. */
@QuarkusMain
public class Main {

    public static void main(String... arguments) {
        // Before Quarkus reads any of it: its own complaint names properties, stops early and quotes values.
        if (isPackaged()) {
            Config config = StartUpConfig.read();
            List<String> problems = StartUpCheck.problems(variable -> StartUpConfig.value(config, variable));
            if (!problems.isEmpty()) {
                System.err.println("Chipi Gateway does not start, its configuration is not complete:");
                problems.forEach(problem -> System.err.println("  " + problem));
                System.exit(1);
            }
        }
        Quarkus.run(arguments);
    }

    /** Dev mode has its own values for all of it. LaunchMode can't be asked: it says NORMAL until Quarkus has started. */
    private static boolean isPackaged() {
        return !Main.class.getClassLoader().getClass().getSimpleName().equals("QuarkusClassLoader");
    }
}
