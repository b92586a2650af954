package dev.troupe.http.door;

import dev.troupe.http.Vitals;
import dev.troupe.http.wire.Router;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.Materializer;

/** A door on a unix socket. Whoever may open the file may pass, whatever {@code Host} says. */
public final class UnixDoor {
    private final Path path;
    private final Reception reception;

    private UnixDoor(Path path, Reception reception) {
        this.path = path;
        this.reception = reception;
    }

    /** Fails with a clear text when somebody answers on the socket already, or when it cannot be made. */
    public static UnixDoor open(ActorSystem<?> system, String version, Router router, Vitals vitals, Path path) {
        try {
            var listener = SocketFile.listen(path);
            var api = new Api(router, anyone -> {}, new Ledger(vitals), Materializer.matFromSystem(system));
            return new UnixDoor(path, Reception.open(system, Tuning.of(system, version), api, listener, () -> {
                // The file first: where there is one, somebody answers.
                try (listener) {
                    if (listener.isOpen()) Files.deleteIfExists(path);
                }
            }));
        } catch (IOException trouble) {
            throw new UncheckedIOException("cannot listen on unix://" + path + ": " + trouble.getMessage(), trouble);
        }
    }

    public Path path() {
        return path;
    }

    /**
     * Short answers are finished, streams are ended; meanwhile who comes may ask how this process is. Then the file goes.
     */
    public CompletionStage<Void> close(Duration patience) {
        return reception.close(patience);
    }
}
