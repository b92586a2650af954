package dev.troupe.app.command;

import dev.troupe.app.client.ApiClient;
import dev.troupe.app.past.Archive;
import dev.troupe.app.settings.Settings;
import dev.troupe.app.settings.StartFailure;
import dev.troupe.persistence.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a running Troupe is found. */
class Where {

    private static final Path USUAL = Path.of("data");

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description =
                    "Its API: unix://PATH or tcp://ADDRESS:PORT. Default: what DOCKER_HOST says, else the Troupe of ./data.")
    private @Nullable String host;

    @Option(names = "--data", paramLabel = "DIR", description = "Instead: its data directory.")
    private @Nullable Path data;

    /** What was said; else the directory's own note; else DOCKER_HOST; else ./data. */
    final String address() throws IOException {
        if (host != null) return host;
        if (data == null) return environment().isPresent() ? environment().get() : noted(USUAL);
        if (!Files.isDirectory(data)) throw new StartFailure("there is no directory " + data);
        return noted(data);
    }

    private static Optional<String> environment() {
        return Optional.ofNullable(System.getenv("DOCKER_HOST")).filter(address -> !address.isBlank());
    }

    /** The directory that is meant, where it is one. */
    final Optional<Path> directory() {
        if (host != null || (data == null && environment().isPresent())) return Optional.empty();
        return Optional.of(data == null ? USUAL : data);
    }

    private String noted(Path directory) throws IOException {
        return DataDirectory.running(directory)
                .flatMap(running -> running.doors().stream().findFirst())
                .orElseThrow(() -> new StartFailure(
                        "no Troupe runs on " + directory + (data == null ? ": say where with --host or --data" : "")));
    }

    /** The same, and the journal of one that does not run. */
    static final class OrStopped extends Where {

        @Option(
                names = "--conf",
                paramLabel = "FILE",
                description =
                        "Of a Troupe that does not run: its settings, where the journal is not in the data directory. "
                                + "Default: the file TROUPE_CONF names.")
        private @Nullable Path conf;

        /** The journal of a Troupe that does not run, where such a one is meant; what it opens must be closed. */
        Optional<Archive> stopped() throws IOException {
            var directory = directory();
            if (directory.isEmpty() || DataDirectory.running(directory.get()).isPresent()) return Optional.empty();
            var settings = Settings.read(Optional.ofNullable(conf));
            return settings.store(directory.get()).isThere()
                    ? Optional.of(Archive.open(settings, directory.get()))
                    : Optional.empty();
        }

        /** Asks a running Troupe, or the journal of one that does not run. */
        <T> T ask(Function<ApiClient, T> question) throws IOException {
            var stopped = stopped();
            if (stopped.isEmpty()) return question.apply(ApiClient.at(address()));
            try (var archive = stopped.get()) {
                return question.apply(ApiClient.at(archive.address()));
            }
        }
    }
}
