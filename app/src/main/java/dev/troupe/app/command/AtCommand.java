package dev.troupe.app.command;

import dev.troupe.app.client.ApiClient;
import dev.troupe.app.client.PastDoor;
import dev.troupe.app.settings.Misuse;
import dev.troupe.app.settings.Moments;
import dev.troupe.app.settings.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code troupe at 10:02 -- service ps web}: the docker CLI itself shows the past. */
@Command(
        name = "at",
        mixinStandardHelpOptions = true,
        description = {
            "Shows the swarm as it was at a moment, through the docker CLI.",
            "  troupe at 10:02 -- service ps web",
            "  troupe at 10:02 --serve unix:///tmp/past.sock",
            "A Troupe need not run: with --data (and --conf, where its journal is elsewhere) its journal is read."
        })
public final class AtCommand implements Callable<Integer> {

    private static final Pattern FOUND = Pattern.compile("\"offset\":(\\d+),\"at\":\"([^\"]+)\"");
    private static final long PATIENCE_SECONDS = 2;

    @Mixin
    private Where.OrStopped where = new Where.OrStopped();

    @Parameters(
            index = "0",
            paramLabel = "MOMENT",
            description =
                    "2026-11-25T10:02:00Z; 10:02 or 10:02:30, in this machine's time zone; 10m or 1h30m ago; seconds "
                            + "since 1970; or the offset of a fact.")
    private String moment = "";

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "-- WORDS",
            description = "What the docker CLI is asked, after two dashes.")
    private List<String> words = new ArrayList<>();

    @Option(
            names = "--serve",
            paramLabel = "unix://PATH",
            description = "Instead: opens a door that shows that moment, for any client, until Ctrl-C.")
    private @Nullable String serve;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if ((serve == null) == words.isEmpty()) {
            throw new Misuse("say what to show, either with -- and what the docker CLI is asked, as in "
                    + "\"troupe at 10:02 -- service ls\", or with --serve unix://PATH");
        }
        var asked = Moments.forApi("MOMENT", moment);
        var place = serve == null ? Optional.<Path>empty() : Optional.of(place(serve));
        var stopped = where.stopped();
        if (stopped.isEmpty()) return show(ApiClient.at(where.address()), asked, place);
        try (var archive = stopped.get()) {
            return show(ApiClient.at(archive.address()), asked, place);
        }
    }

    private int show(ApiClient troupe, String asked, Optional<Path> place) throws IOException, InterruptedException {
        var found = find(troupe, asked);
        return place.isEmpty() ? ask(troupe, found) : serve(troupe, found, place.get());
    }

    private record Found(long offset, String at) {}

    /** Settled once, so that all answers are of one and the same moment. */
    private static Found find(ApiClient troupe, String asked) {
        var answer = troupe.get("/troupe/v1/moment?at=" + ApiClient.quote(asked));
        if (answer.status() != 200) throw new StartFailure(answer.message());
        var found = FOUND.matcher(answer.body());
        if (!found.find()) throw new StartFailure("that Troupe cannot show the past: it answers " + answer.body());
        return new Found(Long.parseLong(found.group(1)), found.group(2));
    }

    private int ask(ApiClient troupe, Found found) throws IOException, InterruptedException {
        var directory = Files.createTempDirectory("troupe-at-");
        try (var door = PastDoor.open(directory.resolve("past.sock"), troupe, found.offset())) {
            var docker = docker(door.address());
            var hook = new Thread(() -> interrupted(docker, door, directory), "troupe-at-stop");
            Runtime.getRuntime().addShutdownHook(hook);
            return docker.waitFor();
        } finally {
            Files.deleteIfExists(directory);
        }
    }

    private Process docker(String address) {
        var line = new ArrayList<String>();
        line.add("docker");
        line.addAll(words);
        var docker = new ProcessBuilder(line).inheritIO();
        docker.environment().put("DOCKER_HOST", address);
        for (var other : List.of("DOCKER_CONTEXT", "DOCKER_TLS", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH")) {
            docker.environment().remove(other);
        }
        try {
            return docker.start();
        } catch (IOException none) {
            throw new StartFailure("the docker CLI cannot be started; is it installed? " + none.getMessage(), none);
        }
    }

    /** Ctrl-C reaches the CLI as well, another signal does not. At an ordinary end there is nothing left to do. */
    private static void interrupted(Process docker, PastDoor door, Path directory) {
        try {
            if (docker.isAlive() && !docker.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) docker.destroy();
            door.close();
            Files.deleteIfExists(directory);
        } catch (IOException | InterruptedException hurried) {
            // A file may be left under the temporary directory.
        }
    }

    private static Path place(String address) {
        if (!address.startsWith("unix://") || address.length() == "unix://".length()) {
            throw new Misuse("--serve must be unix://PATH, not " + address);
        }
        return Path.of(address.substring("unix://".length()));
    }

    private static int serve(ApiClient troupe, Found found, Path place) throws InterruptedException {
        var door = PastDoor.open(place, troupe, found.offset());
        Runtime.getRuntime().addShutdownHook(new Thread(door::close, "troupe-at-stop"));
        System.out.println("This door shows the swarm as it was at " + found.at() + ", just after fact "
                + found.offset() + ".\nNothing can be changed there.\n\n  export DOCKER_HOST=" + door.address()
                + "\n\nUntil Ctrl-C.");
        System.out.flush();
        new CountDownLatch(1).await();
        return 0;
    }
}
