package dev.troupe.persistence.care;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.audit.Finding;
import dev.troupe.core.audit.Overview;
import dev.troupe.persistence.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What any released version wrote is read by this one: every fact, every entity, and the same present comes of it. */
class UpgradeTest {

    private static final Pattern NAME = Pattern.compile("\"fact\":\"([^\"]+)/\\d+\"");

    @TempDir
    Path directory;

    static Stream<String> versions() {
        return Collection.versions().stream();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void aDatabaseOfThatReleaseIsReadAsItIsAndAfterItsUpgrade(String version) throws IOException {
        var store = Collection.kept(version, directory);
        checks(store, version); // Only looked at.
        store.prepare();
        checks(store, version);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void anExportOfThatReleaseIsImported(String version) throws IOException {
        var store = Collection.imported(version, directory);
        checks(store, version);
        assertThat(Collection.export(store, release(Collection.exported(version))))
                .isEqualTo(Collection.exported(version));
    }

    private static void checks(Store store, String version) throws IOException {
        var findings = new ArrayList<Finding>();
        var outcome = new Verification(store, findings::add).run();
        assertThat(findings).isEmpty();
        assertThat(outcome.facts()).isPositive();
        assertThat(Overview.of(Replay.of(store, Span.ALL).roster())).isEqualTo(Collection.summary(version));
    }

    private static String release(byte[] export) throws IOException {
        var head =
                new String(export, StandardCharsets.UTF_8).lines().findFirst().orElseThrow();
        return ExportHeader.parse(head.getBytes(StandardCharsets.UTF_8)).troupe();
    }

    /** A collection of journals in which half of the events are missing would show little. */
    @Test
    void theCollectionHoldsNearlyEveryKindOfEvent() throws IOException {
        var found = Collection.versions().stream()
                .flatMap(version -> names(version).stream())
                .collect(Collectors.toSet());
        // A swarm that is dissolved has no present to compare; a limit that changes is told to services one by one.
        var missing = golden().stream().filter(name -> !found.contains(name)).toList();
        assertThat(missing).isSubsetOf("swarm.dissolved");
    }

    private static List<String> names(String version) {
        try {
            var text = new String(Collection.exported(version), StandardCharsets.UTF_8);
            return NAME.matcher(text)
                    .results()
                    .map(name -> name.group(1))
                    .distinct()
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Every event there is has a golden file. */
    private static List<String> golden() throws IOException {
        try (var files = Files.list(Path.of("src", "test", "resources", "events"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".json"))
                    .map(name -> name.replaceFirst("\\.\\d+\\.json$", ""))
                    .sorted()
                    .toList();
        }
    }
}
