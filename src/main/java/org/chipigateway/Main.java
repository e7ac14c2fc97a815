package org.chipigateway;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

import org.chipigateway.store.Backup;
import org.chipigateway.store.BackupRefused;
import org.eclipse.microprofile.config.Config;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts the gateway, or says all that is wrong with its variables at once; or makes a backup of its store. */
@QuarkusMain
public class Main {

    private static final String BACKUP = "backup";

    public static void main(String... arguments) {
        if (arguments.length > 0 && arguments[0].equals(BACKUP)) {
            System.exit(backup(arguments));
        }
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

    /** @return the exit code: 0, 1 where there is no backup, 2 where it isn't clear what is wanted */
    private static int backup(String... arguments) {
        if (arguments.length != 2 || arguments[1].isBlank()) {
            System.err.println("Usage: backup <file>, with GATEWAY_SQLITE_PATH set as for the gateway");
            return 2;
        }
        try {
            Path target = Path.of(arguments[1]);
            String database = StartUpConfig.value(StartUpConfig.read(), "GATEWAY_SQLITE_PATH");
            if (database == null || database.isBlank()) {
                System.err.println("GATEWAY_SQLITE_PATH is empty");
                return 2;
            }
            new Backup(Path.of(database)).into(target);
            System.out.println("The backup is in " + target.toAbsolutePath());
            return 0;
        } catch (InvalidPathException | BackupRefused refused) {
            System.err.println(refused.getMessage());
            return 1;
        }
    }

    /** Dev mode has its own values for all of it. LaunchMode can't be asked: it says NORMAL until Quarkus has started. */
    private static boolean isPackaged() {
        return !Main.class.getClassLoader().getClass().getSimpleName().equals("QuarkusClassLoader");
    }
}
