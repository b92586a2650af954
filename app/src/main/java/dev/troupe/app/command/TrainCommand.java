package dev.troupe.app.command;

import dev.troupe.app.client.ApiClient;
import dev.troupe.app.running.Troupe;
import dev.troupe.app.settings.UpOptions;
import dev.troupe.persistence.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Command;

/**
 * A short life of a whole Troupe, for the start-up cache to learn from: which classes there are, and which code is hot when
 * many tasks start. Leaves nothing behind.
 */
@Command(
        name = "train",
        hidden = true,
        mixinStandardHelpOptions = true,
        description = "Starts, runs some tasks, answers a few questions, stops.")
public final class TrainCommand implements Callable<Integer> {

    private static final int TASKS = 3_000;
    private static final int QUESTIONS = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SPEC = """
            {"Name":"train","Mode":{"Replicated":{"Replicas":%d}},"TaskTemplate":{"ContainerSpec":{"Image":"train"}}}""";

    @Override
    public Integer call() throws IOException {
        var data = Files.createTempDirectory("troupe-train");
        try (var troupe = Troupe.start(UpOptions.simulated(List.of("node-1", "node-2"), data))) {
            var client = ApiClient.at(troupe.addresses().getFirst());
            if (client.post("/services/create", SPEC.formatted(TASKS)).status() != 201) return 1;
            if (!eventually(() -> running(troupe) == TASKS)) return 1;
            for (var path : List.of("/_ping", "/info", "/version", "/nodes", "/services?status=true", "/tasks")) {
                if (client.get(path).status() != 200) return 1;
            }
            if (!answersWhy(client, troupe)) return 1;
            if (client.delete("/services/train").status() != 200) return 1;
            if (!eventually(() -> troupe.gate().roster().tasks().isEmpty())) return 1;
        } finally {
            Tree.delete(data);
        }
        return 0;
    }

    /** Each kind of thing often enough that the first answer of a life is given by code that was seen at work. */
    private static boolean answersWhy(ApiClient client, Troupe troupe) {
        var tasks = troupe.gate().roster().tasks().stream()
                .limit(QUESTIONS)
                .map(task -> "tasks/" + task.id())
                .toList();
        for (var task : tasks) {
            for (var subject : List.of(task, "services/train", "nodes/node-1")) {
                if (client.get("/troupe/v1/why/" + subject).status() != 200) return false;
            }
        }
        return true;
    }

    private static int running(Troupe troupe) {
        var roster = troupe.gate().roster();
        return roster.services().stream()
                .mapToInt(service -> roster.running(service.id()))
                .sum();
    }

    private static boolean eventually(BooleanSupplier question) {
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (!question.getAsBoolean()) {
            if (System.nanoTime() > end) return false;
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        return true;
    }
}
