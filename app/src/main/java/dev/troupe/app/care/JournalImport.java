package dev.troupe.app.care;

import dev.troupe.app.settings.StartFailure;
import dev.troupe.persistence.care.Import;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code troupe journal import [FILE]}. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = "Brings an export into an empty journal: all of it, or nothing.")
public final class JournalImport implements Callable<Integer> {

    @Mixin
    private JournalPlace place = new JournalPlace();

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "What was exported. Default, or -: standard input.")
    private @Nullable Path file;

    @Override
    public Integer call() throws IOException {
        try (var in = open()) {
            var facts = place.prepared((store, cluster) -> new Import(in, store, cluster).read());
            System.err.println("troupe: " + Figures.count(facts, "fact") + " imported into " + place.words());
            return 0;
        }
    }

    private InputStream open() throws IOException {
        if (file == null || file.equals(JournalCommandLine.STANDARD)) return System.in;
        if (!Files.exists(file)) throw new StartFailure("there is no file " + file);
        if (Files.isDirectory(file)) throw new StartFailure(file + " is a directory");
        return Files.newInputStream(file);
    }
}
