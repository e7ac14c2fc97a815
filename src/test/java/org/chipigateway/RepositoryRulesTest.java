package org.chipigateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What holds for every file of the repository. The forbidden words are put together, so that this file passes too. */
class RepositoryRulesTest {

    private static final Set<String> TOP_LEVEL = Set.of(".ci", ".editorconfig", ".git", ".gitignore", ".mvn", "LICENSE",
            "README.md", "k8s", "mvnw", "mvnw.cmd", "pom.xml", "src");
    private static final Set<String> MADE_BY_A_BUILD = Set.of(".git", "target", "node_modules", "data");
    private static final Path ROOT = Path.of("").toAbsolutePath();
    private static final int LINES = 300;

    private static List<SourceFile> files;

    private record SourceFile(String name, List<String> lines) {

        Stream<String> linesThatMatch(Pattern pattern) {
            return lines.stream().filter(line -> pattern.matcher(line).find()).map(line -> name + ": " + line.strip());
        }
    }

    @BeforeAll
    static void readTheRepository() throws IOException {
        List<SourceFile> read = new ArrayList<>();
        for (String top : TOP_LEVEL) {
            Path start = ROOT.resolve(top);
            if (MADE_BY_A_BUILD.contains(top) || Files.notExists(start)) {
                continue;
            }
            try (Stream<Path> paths = Files.walk(start)) {
                for (Path path : paths.filter(Files::isRegularFile).toList()) {
                    Path relative = ROOT.relativize(path);
                    if (Stream.of(relative.toString().split("[/\\\\]")).noneMatch(MADE_BY_A_BUILD::contains)) {
                        read.add(read(relative));
                    }
                }
            }
        }
        files = List.copyOf(read);
    }

    /** As ISO 8859-1, which no byte breaks: pictures and fonts are read too. */
    private static SourceFile read(Path relative) throws IOException {
        return new SourceFile(relative.toString().replace('\\', '/'),
                Files.readAllLines(ROOT.resolve(relative), StandardCharsets.ISO_8859_1));
    }

    @Test
    void theTopLevelStaysShort() throws IOException {
        // given
        List<String> ignored = Files.readAllLines(ROOT.resolve(".gitignore")).stream()
                .map(line -> line.replaceAll("/$", "")).filter(line -> !line.isBlank()).toList();

        // when
        List<String> names;
        try (Stream<Path> paths = Files.list(ROOT)) {
            names = paths.map(path -> path.getFileName().toString())
                    .filter(name -> ignored.stream().noneMatch(pattern -> glob(pattern, name))).toList();
        }

        // then
        assertThat(TOP_LEVEL).containsAll(names);
    }

    @Test
    void productionFilesStayShort() {
        assertThat(files).filteredOn(file -> file.name().startsWith("src/main/java/"))
                .filteredOn(file -> file.lines().size() > LINES).extracting(SourceFile::name).isEmpty();
    }

    @Test
    void nothingIsLeftForLater() {
        assertNowhere(Pattern.compile("\\b(TO" + "DO|FIX" + "ME|X" + "XX)\\b"));
    }

    /** Which mirror serves a package is the machine's business. */
    @Test
    void noFileNamesAPackageRegistry() {
        List<String> hosts = List.of("repo1?\\.maven\\.(apache\\.)?", "central\\.sonatype\\.", "oss\\.sonatype\\.",
                "registry\\.npmjs\\.",
                "registry\\.yarnpkg\\.", "(deb|security|ftp)\\.debian\\.", "(archive|security)\\.ubuntu\\.",
                "pypi\\.", "pythonhosted\\.", "plugins\\.gradle\\.", "jit" + "pack\\.");
        assertNowhere(Pattern.compile("(?i)\\b(" + String.join("|", hosts) + ")(org|com|net|io)\\b"));
    }

    @Test
    void noFileNamesAPathOfSomebodysMachine() {
        assertNowhere(
                Pattern.compile("(^|[^\\w.$}-])(/(root|home|work|Users|usr/lib/jvm|tmp/\\w)\\b|[A-Z]:\\\\\\\\?Users)"));
    }

    @Test
    void noThreadSleepsInTestsEither() {
        // The production classes are checked on their bytecode.
        assertNowhere(Pattern.compile("\\b(Thread|TimeUnit(\\.\\w+)?)\\." + "sleep\\("));
    }

    @Test
    void theLockFileCarriesNoAddresses() {
        assertThat(files).filteredOn(file -> file.name().endsWith("package-lock.json")).isNotEmpty()
                .flatExtracting(file -> file.linesThatMatch(Pattern.compile("\"resolved\"")).toList()).isEmpty();
    }

    @Test
    void windowsReadsItsWrapper() throws IOException {
        // cmd.exe misses labels in files whose lines end in LF alone.
        assertThat(Files.readString(ROOT.resolve("mvnw.cmd"))).doesNotContainPattern("(?<!\\r)\\n");
    }

    private static void assertNowhere(Pattern pattern) {
        assertThat(files).hasSizeGreaterThan(20);
        assertThat(files).flatExtracting(file -> file.linesThatMatch(pattern).toList()).isEmpty();
    }

    private static boolean glob(String pattern, String name) {
        return FileSystems.getDefault().getPathMatcher("glob:" + pattern).matches(Path.of(name));
    }
}
