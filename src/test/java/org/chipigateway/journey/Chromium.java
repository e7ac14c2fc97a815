package org.chipigateway.journey;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;

/** The machine's own Chromium, driven through the machine's own Node; nothing is downloaded. */
final class Chromium implements AutoCloseable {
    private static final List<String> CHROMIUM = List.of("chromium", "chromium-browser", "google-chrome");
    // What it would tell and ask the world is none of a test's business.
    private static final List<String> QUIET = List.of("--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync");

    private final Playwright playwright;
    private final Browser browser;

    private Chromium(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    /** @return nothing where there is no Chromium, or no Node, on the PATH */
    static Optional<Chromium> start() {
        Optional<Path> node = onPath(List.of("node"));
        return onPath(CHROMIUM).flatMap(chromium -> node.map(driver -> start(chromium, driver)));
    }

    private static Chromium start(Path chromium, Path node) {
        Playwright playwright = Playwright.create(new Playwright.CreateOptions().setEnv(
                Map.of("PLAYWRIGHT_NODEJS_PATH", node.toString(), "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        try {
            // Its sandbox takes no root, and CI's containers know no one else.
            return new Chromium(playwright, playwright.chromium().launch(new BrowserType.LaunchOptions()
                    .setExecutablePath(chromium).setChromiumSandbox(false).setArgs(QUIET)));
        } catch (RuntimeException | Error failed) {
            playwright.close();
            throw failed;
        }
    }

    private static Optional<Path> onPath(List<String> names) {
        List<Path> folders = Arrays.stream(System.getenv("PATH").split(File.pathSeparator)).map(Path::of).toList();
        return names.stream().flatMap(name -> folders.stream().map(folder -> folder.resolve(name)))
                .filter(Files::isExecutable).findFirst();
    }

    Browser browser() {
        return browser;
    }

    @Override
    public void close() {
        playwright.close();
    }
}
