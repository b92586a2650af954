package dev.troupe.app.command;

import ch.qos.logback.classic.Level;
import dev.troupe.app.running.Authority;
import dev.troupe.app.settings.StartFailure;
import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.rule.Fact;
import dev.troupe.core.swarm.SwarmEvent;
import dev.troupe.core.swarm.Tokens;
import dev.troupe.persistence.DataDirectory;
import dev.troupe.persistence.EmbeddedStore;
import dev.troupe.persistence.care.Filling;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code troupe fill --data DIR --facts N}: a journal as a busy swarm would have written it, for measuring. One life is
 * acted out by the production actors ({@link BusySwarm}); a longer journal tells of one such life after the other, each
 * with services, tasks and nodes of its own. All are told to their end, so that a Troupe that is started on the journal
 * has nothing left to do.
 */
@Command(
        name = "fill",
        hidden = true,
        mixinStandardHelpOptions = true,
        description = "Fills a new journal with what rehearsed swarms go through.")
public final class FillCommand implements Callable<Integer> {

    /** The journal ends so long ago, so that whatever is asked of it lies in the past. */
    private static final Duration AGO = Duration.ofHours(1);

    @Option(names = "--data", paramLabel = "DIR", required = true, description = "Where; there must be no journal yet.")
    private Path data = Path.of("data");

    @Option(names = "--facts", paramLabel = "N", description = "How many at least (1,000,000).")
    private long facts = 1_000_000;

    @Option(
            names = "--life",
            paramLabel = "N",
            description = "How many facts of each life before it is ended (50,000).")
    private long life = 50_000;

    @Option(names = "--services", paramLabel = "N", description = "How many at a time (40).")
    private int services = 40;

    @Option(names = "--replicas", paramLabel = "N", description = "Of a service, on average (25).")
    private int replicas = 25;

    @Option(names = "--nodes", paramLabel = "N", description = "How many (20).")
    private int nodes = 20;

    @Option(names = "--seed", paramLabel = "S", description = "Which life (1).")
    private long seed = 1;

    @Override
    public Integer call() throws IOException, SQLException {
        if (new EmbeddedStore(data, true).isThere())
            throw new StartFailure("there is a journal in " + data + " already");
        if (LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof ch.qos.logback.classic.Logger root) {
            root.setLevel(Level.OFF); // What fails in a rehearsal fails on purpose.
        }
        var begun = System.nanoTime();
        var lived = BusySwarm.live(seed, new BusySwarm.Size(nodes, services, replicas), life).stream()
                .map(FillCommand::withAuthority)
                .toList();
        try (var directory = DataDirectory.open(data)) {
            var store = new EmbeddedStore(directory.path(), false);
            store.prepare();
            try (var journal = new Filling(store, "rehearsal")) {
                write(lived, journal);
                System.out.printf(Locale.ROOT, "{\"facts\":%d,\"seconds\":%.1f}%n", journal.written(), seconds(begun));
            }
        }
        return 0;
    }

    /** A rehearsed swarm is founded without a certificate; a door shows it to clients, and needs a real one. */
    private static Recorded withAuthority(Recorded recorded) {
        if (!(recorded.fact().event() instanceof SwarmEvent.Initialised founded)) return recorded;
        var authority = Authority.found(Instant.now());
        var token = Tokens.format(new byte[32], new byte[16]);
        var event = new SwarmEvent.Initialised(
                founded.id(), founded.spec(), authority.certificate(), authority.key(), token, token);
        var fact = new Fact<>(event, recorded.fact().at(), recorded.fact().cause());
        return new Recorded(recorded.offset(), recorded.entity(), recorded.sequence(), fact);
    }

    private static double seconds(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }

    private void write(List<Recorded> lived, Filling journal) throws SQLException {
        var dawn = lived.getFirst().fact().at();
        var length = Duration.between(dawn, lived.getLast().fact().at()).plusSeconds(1);
        var lives = Math.ceilDiv(facts, lived.size());
        var start = Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(AGO).minus(length.multipliedBy(lives));
        var names = lived.stream().filter(f -> isBook(f)).count();
        for (var round = 0; journal.written() < facts; round++) {
            var retelling = new Retelling(round, Duration.between(dawn, start).plus(length.multipliedBy(round)));
            for (var recorded : lived) {
                if (round > 0 && recorded.entity().kind() == EntityKind.SWARM) continue; // It is founded once.
                var sequence = recorded.sequence() + (isBook(recorded) ? round * names : 0);
                journal.add(
                        retelling.of(recorded, sequence), recorded.fact().at().plus(retelling.later()));
            }
        }
    }

    private static boolean isBook(Recorded recorded) {
        return recorded.entity().kind() == EntityKind.NAMES;
    }

    /**
     * The same life with other services, tasks and nodes, later. Ids stay as long as they are and different from each
     * other.
     */
    private record Retelling(int round, Duration later) {

        private static final Pattern RETOLD = Pattern.compile(
                "\"(\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z)\"|\\b[0-9a-z]{25}\\b|" + "\\b(?:service|node)-\\d+\\b");
        private static final int ID = 25;
        private static final int DIGITS = 36;

        Filling.Row of(Recorded recorded, long sequence) {
            var row = Filling.Row.of(recorded.entity().persistenceId(), sequence, recorded.fact());
            return new Filling.Row(retell(row.persistenceId()), sequence, row.name(), retell(row.payload()));
        }

        private String retell(String text) {
            return RETOLD.matcher(text).replaceAll(this::word);
        }

        private String word(MatchResult found) {
            if (found.group(1) != null)
                return "\"" + Instant.parse(found.group(1)).plus(later) + "\"";
            if (round == 0) return found.group();
            if (found.group().length() != ID) return found.group().replace("-", "-" + round + "-");
            var id = new StringBuilder(ID);
            for (var c : found.group().toCharArray()) {
                id.append(Character.forDigit((Character.digit(c, DIGITS) + round) % DIGITS, DIGITS));
            }
            return id.toString();
        }
    }
}
