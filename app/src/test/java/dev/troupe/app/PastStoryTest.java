package dev.troupe.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.troupe.app.client.ApiClient;
import dev.troupe.app.client.PastDoor;
import dev.troupe.app.past.Archive;
import dev.troupe.app.running.Troupe;
import dev.troupe.app.settings.Settings;
import dev.troupe.app.settings.UpOptions;
import dev.troupe.core.node.NodeState;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.swarm.Swarm;
import dev.troupe.core.task.TaskState;
import dev.troupe.persistence.EmbeddedStore;
import dev.troupe.persistence.JdbcCheckpoints;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole Troupe with its durable journal: what was, through a door bound to a moment; and starts from a checkpoint. */
class PastStoryTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path data;

    private static String spec(String image, int replicas) {
        return "{\"Name\":\"web\",\"TaskTemplate\":{\"ContainerSpec\":{\"Image\":\"" + image
                + "\"}},\"Mode\":{\"Replicated\":{\"Replicas\":" + replicas + "}}}";
    }

    private Troupe start() {
        var troupe = Troupe.start(UpOptions.simulated(List.of("one", "two"), data));
        await().atMost(PATIENCE)
                .until(() -> troupe.gate().roster().nodes().stream()
                        .allMatch(node -> node.facts().state() == NodeState.READY));
        return troupe;
    }

    private static void eventuallyRuns(Troupe troupe, String image, int tasks) {
        await().atMost(PATIENCE)
                .until(() -> troupe.gate().roster().tasks().stream()
                                .filter(task -> task.status().state() == TaskState.RUNNING)
                                .filter(task ->
                                        task.draft().spec().container().image().equals(image))
                                .count()
                        == tasks);
    }

    @Test
    void aDoorBoundToAMomentShowsItWhateverHappensAfterAlsoWhenNoTroupeRuns() throws Exception {
        long moment;
        Roster last;
        try (var troupe = start()) {
            var api = ApiClient.at(troupe.addresses().getFirst());
            assertThat(api.post("/v1.41/services/create", spec("web:1", 3)).status())
                    .isEqualTo(201);
            eventuallyRuns(troupe, "web:1", 3);
            moment = troupe.gate().roster().offset();

            assertThat(api.delete("/v1.41/services/web").status()).isEqualTo(200);
            assertThat(api.get("/v1.41/services").body()).contains("[]");
            try (var past = PastDoor.open(data.resolve("past.sock"), api, moment)) {
                showsThreeOfWeb(ApiClient.at(past.address()));
                tellsWhatHadHappened(past.address());
                var refused = ApiClient.at(past.address()).post("/v1.41/services/create", spec("web:2", 1));
                assertThat(refused.status()).isEqualTo(409);
                assertThat(refused.message())
                        .isEqualTo("the swarm is shown as it was just after fact " + moment
                                + ": nothing can be changed there");
            }
            assertThat(data.resolve("past.sock")).doesNotExist();
            await().atMost(PATIENCE)
                    .until(() -> troupe.gate().roster().leaving().isEmpty()
                            && troupe.gate().roster().tasks().isEmpty());
            last = troupe.gate().roster();
        }

        try (var checkpoints = JdbcCheckpoints.readOnly(data)) { // The one written at the stop.
            var checkpoint = checkpoints.atOrBefore(Long.MAX_VALUE).orElseThrow();
            assertThat(checkpoint.offset()).isGreaterThanOrEqualTo(last.offset());
            assertThat(checkpoint.roster()).isEqualTo(folded(checkpoint.offset()));
        }
        try (var archive = Archive.open(Settings.read(Optional.empty()), data);
                var past = PastDoor.open(data.resolve("past.sock"), ApiClient.at(archive.address()), moment)) {
            showsThreeOfWeb(ApiClient.at(past.address()));
            tellsWhatHadHappened(past.address());
        }
        try (var troupe = start()) { // From that checkpoint.
            assertThat(troupe.gate().roster().swarm()).isInstanceOf(Swarm.Active.class);
            var api = ApiClient.at(troupe.addresses().getFirst());
            assertThat(api.get("/v1.41/services?at=" + moment).body()).contains("\"Name\":\"web\"");
            assertThat(api.post("/v1.41/services/create", spec("web:2", 2)).status())
                    .isEqualTo(201);
            eventuallyRuns(troupe, "web:2", 2);
        }
        assertThat(Files.exists(data.resolve("journal.db"))).isTrue();
    }

    private static void showsThreeOfWeb(ApiClient past) {
        assertThat(past.get("/v1.41/services?status=true").body())
                .contains("\"Name\":\"web\"")
                .contains("\"RunningTasks\":3");
        assertThat(past.get("/v1.41/tasks?filters=%7B%22service%22%3A%5B%22web%22%5D%7D")
                        .body())
                .contains("\"State\":\"running\"")
                .doesNotContain("\"State\":\"shutdown\"");
    }

    private static void tellsWhatHadHappened(String past) {
        var out = new StringWriter();
        var line = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(out));
        assertThat(line.execute("history", "web", "--host", past))
                .as(out.toString())
                .isZero();
        assertThat(out.toString())
                .contains("service web is created: 3 x web:1")
                .contains("is observed running")
                .doesNotContain("service web is removed");
        assertThat(line.execute("history", "web", "--follow", "--host", past)).isEqualTo(1);
        assertThat(out.toString()).endsWith("nothing comes after the moment that is shown\n");
    }

    private Roster folded(long offset) {
        var roster = Roster.empty();
        try (var feed = new EmbeddedStore(data, true).feedOfThePast()) {
            while (roster.offset() < offset) {
                for (var recorded : feed.after(roster.offset(), 1000)) {
                    if (recorded.offset() <= offset) roster = roster.with(recorded);
                }
            }
        }
        return roster;
    }
}
