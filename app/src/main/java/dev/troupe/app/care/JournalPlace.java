package dev.troupe.app.care;

import dev.troupe.app.settings.Settings;
import dev.troupe.app.settings.StartFailure;
import dev.troupe.persistence.DataDirectory;
import dev.troupe.persistence.EmbeddedStore;
import dev.troupe.persistence.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the journal of a command is, as its options say. */
public final class JournalPlace {

    @Option(names = "--data", paramLabel = "DIR", description = "The data directory (./data).")
    private Path data = Path.of("data");

    @Option(
            names = "--conf",
            paramLabel = "FILE",
            description =
                    "Settings, where the journal is not in the data directory. Default: the file TROUPE_CONF names.")
    private @Nullable Path conf;

    Settings settings() {
        return Settings.read(Optional.ofNullable(conf));
    }

    /** A journal that is there, to look at: also while Troupe runs. */
    Store present() throws IOException {
        var store = settings().store(data);
        if (!store.isThere()) throw new StartFailure("there is no journal: " + store.words() + " does not exist");
        return store;
    }

    /** What is done with a store that nobody else may use meanwhile. */
    @FunctionalInterface
    interface Work<T> {
        /** @param cluster in whose name it is held */
        T on(Store store, String cluster) throws IOException;
    }

    /** On a journal that is there, while no Troupe runs on it. */
    <T> T alone(Work<T> work) throws IOException {
        present();
        return alone(settings().store(data), work);
    }

    /** On one that is made where it is missing; what is made for it is there afterwards only if all went well. */
    <T> T prepared(Work<T> work) throws IOException {
        var store = settings().store(data);
        if (!(store instanceof EmbeddedStore) || Files.exists(data)) return alone(store, work);
        try (var draft = Draft.of(data)) {
            var done = embedded(draft.path(), work);
            draft.publish();
            return done;
        }
    }

    /** What it is called. */
    String words() {
        return settings().store(data).words();
    }

    /** On the embedded journal of a directory, made where it is missing. */
    static <T> T embedded(Path directory, Work<T> work) throws IOException {
        return alone(new EmbeddedStore(directory, true), work);
    }

    private static <T> T alone(Store store, Work<T> work) throws IOException {
        if (!(store instanceof EmbeddedStore(var path, var _))) return claimed(store, work);
        // The embedded journal is guarded by its directory's lock.
        try (var directory = DataDirectory.open(path)) {
            try {
                return claimed(store, work);
            } catch (IOException | RuntimeException trouble) {
                directory.giveUp();
                throw trouble;
            }
        }
    }

    private static <T> T claimed(Store store, Work<T> work) throws IOException {
        var cluster = "troupe journal " + UUID.randomUUID();
        store.prepare();
        try (var _ = store.claim(cluster, () -> Runtime.getRuntime().halt(1))) {
            return work.on(store, cluster);
        }
    }
}
