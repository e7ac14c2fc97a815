package org.chipigateway.conformance;

import java.io.PrintStream;
import java.util.Optional;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/** Says each check as a sentence, and how it went, while it runs. */
class Report implements BeforeAllCallback, TestWatcher {
    private final PrintStream out = System.out;

    @Override
    public void beforeAll(ExtensionContext checks) {
        out.printf("%n%s%n", checks.getDisplayName());
    }

    @Override
    public void testSuccessful(ExtensionContext check) {
        say("ok", check, "");
    }

    @Override
    public void testAborted(ExtensionContext check, Throwable why) {
        say("skipped", check, ": " + why.getMessage().replaceFirst("^Assumption failed: ", ""));
    }

    @Override
    public void testDisabled(ExtensionContext check, Optional<String> why) {
        say("skipped", check, why.map(reason -> ": " + reason).orElse(""));
    }

    @Override
    public void testFailed(ExtensionContext check, Throwable why) {
        say("FAILED", check, "");
    }

    private void say(String how, ExtensionContext check, String why) {
        out.printf("  %-8s %s%s%n", how, check.getDisplayName(), why);
    }
}
