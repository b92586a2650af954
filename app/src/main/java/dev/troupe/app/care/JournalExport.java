package dev.troupe.app.care;

import dev.troupe.app.settings.Machine;
import dev.troupe.persistence.care.Export;
import dev.troupe.persistence.care.Span;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code troupe journal export [FILE]}. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = "Writes the journal as lines of JSON, a fact a line; also while Troupe runs.")
public final class JournalExport implements Callable<Integer> {

    private static final int BUFFER = 1 << 16;

    /** Who reads has seen enough, like {@code head}: nothing to complain of. The status is what a shell shows for it. */
    private static final String CLOSED = "Broken pipe";

    private static final int ENOUGH = 141;

    @Mixin
    private JournalPlace place = new JournalPlace();

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "Where to; must not exist yet. Default, or -: standard output.")
    private @Nullable Path file;

    @Option(names = "--since", paramLabel = "MOMENT", description = "From this moment on. Cannot be imported.")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "MOMENT", description = "Up to this moment.")
    private @Nullable String until;

    @Option(
            names = "--without-secrets",
            description = "Leaves out keys, tokens, credentials and the values of variables. Cannot be imported.")
    private boolean withoutSecrets;

    @Override
    public Integer call() throws IOException {
        var store = place.present();
        var span = Span.between(
                JournalCommandLine.moment("--since", since), JournalCommandLine.moment("--until", until), store);
        var export = new Export(store, Machine.version(), !withoutSecrets);
        if (file == null || file.equals(JournalCommandLine.STANDARD)) {
            var out = new FileOutputStream(FileDescriptor.out);
            try {
                tell(export.write(span, new BufferedOutputStream(out, BUFFER)), "");
            } catch (IOException trouble) {
                if (CLOSED.equals(trouble.getMessage())) return ENOUGH;
                throw trouble;
            }
        } else {
            tell(toFile(export, span, file), " to " + file);
        }
        return 0;
    }

    /** Whole or not at all: nobody is to take half an export for one. */
    private static long toFile(Export export, Span span, Path file) throws IOException {
        try (var draft = Draft.of(file)) {
            var out = new BufferedOutputStream(Channels.newOutputStream(draft.file()), BUFFER);
            var facts = export.write(span, out);
            out.flush();
            draft.publish();
            return facts;
        }
    }

    private void tell(long facts, String where) {
        System.err.println("troupe: " + Figures.count(facts, "fact") + " exported" + where
                + (withoutSecrets
                        ? ", without secrets"
                        : "; they hold the swarm's private key, join tokens and credentials: keep them as such"));
    }
}
