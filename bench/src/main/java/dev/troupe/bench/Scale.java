package dev.troupe.bench;

import dev.troupe.actors.Answer;
import dev.troupe.actors.SwarmGate;
import dev.troupe.app.Troupe;
import dev.troupe.app.UpOptions;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.service.ServiceCommand;
import dev.troupe.core.spec.ContainerSpec;
import dev.troupe.core.spec.Document;
import dev.troupe.core.spec.EndpointSpec;
import dev.troupe.core.spec.Mode;
import dev.troupe.core.spec.Placement;
import dev.troupe.core.spec.Resources;
import dev.troupe.core.spec.RestartPolicy;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.core.spec.TaskSpec;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * How long many simulated tasks take to run on many simulated nodes with the durable journal: 1,000 on an empty swarm,
 * then 10,000, then 1,000 more with those there. {@code bench/run scale [TASKS [NODES]]}; prints one JSON line a step.
 */
public final class Scale {

    private static final Cause BENCH = Cause.outside("bench", "scale");
    private static final String TEMPLATE =
            "{\"ContainerSpec\":{\"Image\":\"%s\",\"Isolation\":\"default\"},\"Placement\":{},\"ForceUpdate\":0}";

    private Scale() {}

    public static void main(String[] args) throws Exception {
        var tasks = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
        var nodes = args.length > 1 ? Integer.parseInt(args[1]) : 100;
        var data = Files.createTempDirectory("troupe-bench");
        try (var troupe = Troupe.start(UpOptions.simulated(
                IntStream.rangeClosed(1, nodes)
                        .mapToObj(n -> "node-%03d".formatted(n))
                        .toList(),
                data))) {
            var gate = troupe.gate();
            step(gate, "first", 1_000);
            remove(gate);
            step(gate, "many", tasks);
            step(gate, "more", 1_000);
        } finally {
            try (var files = Files.walk(data)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
            }
        }
    }

    private static void step(SwarmGate gate, String name, int tasks) throws Exception {
        var start = System.nanoTime();
        var answer = gate.create(spec(name, tasks), BENCH).toCompletableFuture().get();
        if (!(answer instanceof Answer.Done<ServiceId>(var id))) throw new IllegalStateException(answer.toString());
        var accepted = System.nanoTime();
        awaitRunning(gate, id, tasks);
        System.out.printf(
                "{\"step\":\"%s\",\"tasks\":%d,\"accepted_s\":%.3f,\"running_s\":%.3f}%n",
                name, tasks, (accepted - start) / 1e9, (System.nanoTime() - start) / 1e9);
    }

    private static void awaitRunning(SwarmGate gate, ServiceId id, int tasks) throws InterruptedException {
        var end = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        while (gate.roster().running(id) < tasks) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("only " + gate.roster().running(id) + " of " + tasks + " run");
            }
            Thread.sleep(5); // The measuring loop; its step is the error of the figure.
        }
    }

    private static void remove(SwarmGate gate) throws Exception {
        for (var service : gate.roster().services()) {
            var _ = gate.ask(service.id(), new ServiceCommand.Remove(), BENCH)
                    .toCompletableFuture()
                    .get();
        }
        var end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (!gate.roster().tasks().isEmpty() && System.nanoTime() < end) Thread.sleep(20);
    }

    private static ServiceSpec spec(String name, int replicas) {
        var image = "bench:" + ThreadLocalRandom.current().nextInt(1_000);
        var task = new TaskSpec(
                ContainerSpec.of(image),
                Resources.NONE,
                Resources.NONE,
                RestartPolicy.DEFAULT,
                Placement.ANYWHERE,
                Optional.empty(),
                0,
                image,
                new Document(TEMPLATE.formatted(image)));
        return new ServiceSpec(
                name,
                Map.of(),
                task,
                new Mode.Replicated(replicas),
                Optional.empty(),
                Optional.empty(),
                EndpointSpec.NONE,
                new Document("{\"Name\":\"" + name + "\",\"TaskTemplate\":"
                        + task.document().json() + ",\"Mode\":{\"Replicated\":{\"Replicas\":" + replicas
                        + "}},\"EndpointSpec\":{\"Mode\":\"vip\"}}"));
    }
}
