package dev.troupe.persistence.care;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.audit.Finding;
import dev.troupe.core.audit.Overview;
import dev.troupe.persistence.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What any released version wrote is read by this one: every fact, every entity, and the same present comes of it. */
class UpgradeTest {

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
}
