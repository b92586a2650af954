package dev.troupe.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A PostgreSQL server of this machine's package, in a directory of its own, on a free port, gone in the end. Where the
 * package is missing, tests that ask for it are skipped, and say so.
 */
final class PostgresServer {

    private static final String USER = "postgres";
    private static final int PATIENCE_SECONDS = 60;
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final Path programs;
    private final Path directory;
    private int port;

    private PostgresServer(Path programs, Path directory) {
        this.programs = programs;
        this.directory = directory;
    }

    static PostgresServer start() throws IOException, InterruptedException {
        var programs = programs();
        if (programs.isEmpty()) {
            System.err.println("SKIPPED: no PostgreSQL server on this machine (Debian's package is postgresql)");
        }
        assumeTrue(programs.isPresent(), "PostgreSQL is installed");
        var server = new PostgresServer(programs.get(), Files.createTempDirectory("troupe-postgresql-"));
        Files.setPosixFilePermissions(server.directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        var data = server.directory.resolve("data").toString();
        server.run("initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync");
        server.begin();
        return server;
    }

    private static Optional<Path> programs() throws IOException {
        var versions = Path.of("/usr/lib/postgresql");
        if (!Files.isDirectory(versions)) return Optional.empty();
        try (var each = Files.list(versions)) {
            return each.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.naturalOrder());
        }
    }

    /** The server refuses to run as root. */
    private List<String> command(String program, String... arguments) {
        var words = new ArrayList<String>();
        if (System.getProperty("user.name").equals("root")) {
            words.addAll(List.of("setpriv", "--reuid", USER, "--regid", USER, "--clear-groups"));
        }
        words.add(programs.resolve(program).toString());
        words.addAll(List.of(arguments));
        return words;
    }

    private void run(String program, String... arguments) throws IOException, InterruptedException {
        var log = directory.resolve(program + ".log").toFile();
        var process = new ProcessBuilder(command(program, arguments))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(log.toPath())).isZero();
    }

    /** On the port it had before, if any. */
    void begin() throws IOException, InterruptedException {
        if (port == 0) {
            try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
        }
        run(
                "pg_ctl",
                "start",
                "-w",
                "-D",
                directory.resolve("data").toString(),
                "-l",
                directory.resolve("server.log").toString(),
                "-o",
                "-p " + port + " -k '' -c listen_addresses=127.0.0.1 -c fsync=off");
    }

    /** Every connection is cut, as in a crash; what was committed is there at the next {@link #begin}. */
    void end() throws IOException, InterruptedException {
        run(
                "pg_ctl",
                "stop",
                "-w",
                "-m",
                "immediate",
                "-D",
                directory.resolve("data").toString());
    }

    /** A database of its own for a test. */
    PostgresStore store() throws SQLException {
        var name = "journal" + DATABASES.incrementAndGet();
        try (var connection = DriverManager.getConnection(url("postgres"), USER, "");
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        return new PostgresStore(url(name), USER, "");
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    void remove() throws IOException, InterruptedException {
        end();
        Tree.delete(directory);
    }
}
