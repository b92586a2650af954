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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A door on a unix socket. Whoever may open the file may pass, whatever {@code Host} says. */
public final class UnixDoor {
    private static final Logger LOG = LoggerFactory.getLogger(UnixDoor.class);

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
            return new UnixDoor(path, Reception.open(system, Tuning.of(system, version), api, listener));
        } catch (IOException trouble) {
            throw new UncheckedIOException("cannot listen on unix://" + path + ": " + trouble.getMessage(), trouble);
        }
    }

    public Path path() {
        return path;
    }

    /** The file goes at once; short answers are finished, streams are ended. */
    public CompletionStage<Void> close(Duration patience) {
        var closing = reception.close(patience);
        try {
            Files.deleteIfExists(path);
        } catch (IOException trouble) {
            LOG.warn("{} could not be removed", path, trouble);
        }
        return closing;
    }
}
