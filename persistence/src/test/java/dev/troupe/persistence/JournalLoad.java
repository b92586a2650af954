package dev.troupe.persistence;

import com.typesafe.config.ConfigFactory;
import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.rule.Fact;
import dev.troupe.core.spec.EndpointSpec;
import dev.troupe.core.spec.TaskSpec;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.TaskDraft;
import dev.troupe.core.task.TaskEvent;
import dev.troupe.core.task.TaskState;
import dev.troupe.core.task.TaskStatus;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;

/**
 * What the journal takes: so many new tasks at once, each recovered, created and led through five states. Not a test:
 * run its main with the number of tasks and rounds, and with the directory to write in.
 */
final class JournalLoad {

    private static final List<TaskState> LIFE =
            List.of(TaskState.ACCEPTED, TaskState.PREPARING, TaskState.READY, TaskState.STARTING, TaskState.RUNNING);

    private JournalLoad() {}

    /** One task that writes its next fact as soon as the one before is kept. */
    private static final class Entity extends EventSourcedBehavior<Integer, Fact<TaskEvent>, Integer> {
        private final TaskDraft draft;
        private final Tail tail;
        private final CountDownLatch ended;
        private final ActorRef<Integer> self;

        Entity(TaskDraft draft, Tail tail, CountDownLatch ended, ActorRef<Integer> self) {
            super(PersistenceId.ofUniqueId(
                    new EntityRef(EntityKind.TASK, draft.id().value()).persistenceId()));
            this.draft = draft;
            this.tail = tail;
            this.ended = ended;
            this.self = self;
        }

        @Override
        public Integer emptyState() {
            return 0;
        }

        @Override
        public String snapshotPluginId() {
            return "pekko.persistence.no-snapshot-store";
        }

        @Override
        public CommandHandler<Integer, Fact<TaskEvent>, Integer> commandHandler() {
            return (state, step) -> Effect().persist(fact(step)).thenRun(after -> {
                tail.wake();
                if (step == LIFE.size() + 1) ended.countDown();
                else self.tell(step + 1);
            });
        }

        private Fact<TaskEvent> fact(int step) {
            var event = switch (step) {
                case 0 -> new TaskEvent.Created(draft);
                case 1 -> new TaskEvent.Assigned(new NodeId("node-of-some-task-or-other"));
                default -> new TaskEvent.Observed(TaskStatus.of(LIFE.get(step - 2), "some words", Instant.now()));
            };
            return new Fact<>(event, Instant.now(), Cause.outside("service web", "0123456789abcdef"));
        }

        @Override
        public EventHandler<Integer, Fact<TaskEvent>> eventHandler() {
            return (state, fact) -> state + 1;
        }
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        var tasks = Integer.parseInt(arguments[0]);
        var rounds = Integer.parseInt(arguments[1]);
        var directory = Files.createDirectories(Path.of(arguments[2]));
        Schema.create(directory);
        var config = JournalConfig.embedded(directory, true)
                .withFallback(ConfigFactory.parseString(
                        "pekko.loglevel=WARNING, pekko.persistence.max-concurrent-recoveries=64,"
                                + "pekko.actor.default-dispatcher.fork-join-executor.minimum-runnable=-1"))
                .withFallback(ConfigFactory.load());
        var system = ActorSystem.create(
                Behaviors.<Runnable>setup(context -> Behaviors.receive(Runnable.class)
                        .onAnyMessage(run -> {
                            run.run();
                            return Behaviors.same();
                        })
                        .build()),
                "load",
                config);
        var shown = new AtomicInteger();
        try (var feed = JdbcFeed.embedded(directory);
                var tail = Tail.polling(feed, Duration.ofMillis(100))) {
            tail.follow(0, batch -> shown.addAndGet(batch.size()));
            for (var round = 0; round < rounds; round++) {
                var before = shown.get();
                var cpu = cpu();
                var threads = byThread();
                var start = System.nanoTime();
                write(system, tail, tasks, "r" + round + "-" + start);
                var wrote = System.nanoTime();
                var facts = tasks * (LIFE.size() + 2);
                while (shown.get() < before + facts) Thread.onSpinWait();
                System.out.printf(
                        "%d tasks, %d facts: written in %d ms, shown %d ms later, %d us CPU a fact%n",
                        tasks,
                        facts,
                        (wrote - start) / 1_000_000,
                        (System.nanoTime() - wrote) / 1_000_000,
                        (cpu() - cpu) / 1_000 / facts);
                System.out.println("  CPU ms: " + since(threads));
            }
            alone(system, tail);
        }
        system.terminate();
    }

    /** CPU time of each kind of thread, milliseconds; "jvm" is compilers and garbage collection. */
    private static Map<String, Long> byThread() {
        var threads = ManagementFactory.getThreadMXBean();
        var spent = new TreeMap<String, Long>();
        for (var id : threads.getAllThreadIds()) {
            var info = threads.getThreadInfo(id);
            var nanos = threads.getThreadCpuTime(id);
            if (info != null && nanos > 0) {
                spent.merge(info.getThreadName().replaceAll("-?[0-9]+$", ""), nanos / 1_000_000, Long::sum);
            }
        }
        spent.put(
                "jvm",
                cpu() / 1_000_000
                        - spent.values().stream().mapToLong(Long::longValue).sum());
        return spent;
    }

    private static Map<String, Long> since(Map<String, Long> before) {
        var spent = new TreeMap<>(byThread());
        spent.replaceAll((name, now) -> now - before.getOrDefault(name, 0L));
        spent.values().removeIf(ms -> ms < 20);
        return spent;
    }

    /** A task with nobody else about: how long a fact takes to be kept. */
    private static void alone(ActorSystem<Runnable> system, Tail tail) throws InterruptedException {
        var seen = new ArrayList<Long>();
        for (var i = 0; i < 100; i++) {
            var start = System.nanoTime();
            write(system, tail, 1, "alone-" + start);
            seen.add((System.nanoTime() - start) / 1_000 / (LIFE.size() + 2));
        }
        seen.sort(null);
        System.out.printf("alone: %d us a fact (median), %d us (worst)%n", seen.get(seen.size() / 2), seen.getLast());
    }

    private static void write(ActorSystem<Runnable> system, Tail tail, int tasks, String prefix)
            throws InterruptedException {
        var spec = Filled.full().make(TaskSpec.class);
        var ended = new CountDownLatch(tasks);
        for (var i = 0; i < tasks; i++) {
            var draft = new TaskDraft(
                    new TaskId(prefix + "-" + i),
                    new ServiceId("web"),
                    "web",
                    Map.of(),
                    i + 1,
                    1,
                    spec,
                    EndpointSpec.NONE,
                    DesiredState.RUNNING);
            Behavior<Integer> entity = Behaviors.setup(context -> new Entity(draft, tail, ended, context.getSelf()));
            system.systemActorOf(entity, prefix + "-" + i, org.apache.pekko.actor.typed.Props.empty())
                    .tell(0);
        }
        ended.await();
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
