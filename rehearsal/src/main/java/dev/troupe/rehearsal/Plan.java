package dev.troupe.rehearsal;

import dev.troupe.core.spec.RestartPolicy;
import dev.troupe.core.spec.UpdatePolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What happens in a rehearsal, and when: all of it follows from the seed.
 *
 * @param nodes how many there are
 * @param scenes in order of their time
 */
record Plan(long seed, int nodes, List<Scene> scenes) {

    /** @param at time since the swarm stood */
    record Scene(Duration at, Happening happening) {}

    private static final Duration LONGEST = Duration.ofSeconds(90);
    private static final List<String> IMAGES = List.of(
            "web:1", "web:2", "web:3", "slow:1", "stubborn:1", "flaky:1", "sick:1", "stuck:1", "bad:1", "missing:1");

    static String node(int number) {
        return "node-" + number;
    }

    /** The plan of this seed. */
    static Plan of(long seed) {
        return new Author(seed).write();
    }

    Plan with(List<Scene> scenes) {
        return new Plan(seed, nodes, List.copyOf(scenes));
    }

    /** With nodes up to this number only, and only what happens to them. */
    Plan withNodes(int nodes) {
        var kept = IntStream.rangeClosed(1, nodes).mapToObj(Plan::node).collect(Collectors.toSet());
        return new Plan(
                seed,
                nodes,
                scenes.stream()
                        .filter(scene -> kept.containsAll(nodesOf(scene.happening())))
                        .toList());
    }

    private static List<String> nodesOf(Happening happening) {
        return switch (happening) {
            case Happening.Drain(var node) -> List.of(node);
            case Happening.Activate(var node) -> List.of(node);
            case Happening.Crash(var node, var time) -> List.of(node);
            case Happening.RemoveNode(var node, var time) -> List.of(node);
            case Happening.Cut(var node, var time) -> List.of(node);
            case Happening.Hang(var node, var time) -> List.of(node);
            case Happening.AgentRestart(var node, var time) -> List.of(node);
            case Happening.Ask _, Happening.RollBack _, Happening.Remove _ -> List.of();
            case Happening.ManagerCrash _, Happening.BadMail _, Happening.BadJournal _ -> List.of();
        };
    }

    /** Those that clients ask for, by name. */
    List<String> services() {
        return scenes.stream()
                .flatMap(scene -> serviceOf(scene.happening()).stream())
                .distinct()
                .toList();
    }

    /** As if no client had ever asked for it. */
    Plan withoutService(String name) {
        return with(scenes.stream()
                .filter(scene ->
                        serviceOf(scene.happening()).filter(name::equals).isEmpty())
                .toList());
    }

    private static Optional<String> serviceOf(Happening happening) {
        return switch (happening) {
            case Happening.Ask(var wish) -> Optional.of(wish.name());
            case Happening.RollBack(var service) -> Optional.of(service);
            case Happening.Remove(var service) -> Optional.of(service);
            default -> Optional.empty();
        };
    }

    Duration length() {
        return scenes.isEmpty() ? Duration.ZERO : scenes.getLast().at();
    }

    String words() {
        return "seed %d, %d nodes%n%s"
                .formatted(
                        seed,
                        nodes,
                        scenes.stream()
                                .map(scene -> String.format(
                                        Locale.ROOT,
                                        "%9.3f s  %s",
                                        scene.at().toMillis() / 1e3,
                                        scene.happening().words()))
                                .collect(Collectors.joining("\n")));
    }

    /** Draws a plan. */
    private static final class Author {
        private final long seed;
        private final SplittableRandom chance;
        private final List<Scene> scenes = new ArrayList<>();
        private final int nodes;

        Author(long seed) {
            this.seed = seed;
            // Apart from what the run itself draws from the same seed.
            this.chance = new SplittableRandom(seed ^ 0x5DEECE66DL).split();
            this.nodes = 1 + chance.nextInt(5);
        }

        Plan write() {
            var services = 1 + chance.nextInt(3);
            for (var service = 0; service < services; service++) tell("service-" + service);
            var faults = chance.nextInt(7); // None at all is a case, too.
            for (var fault = 0; fault < faults; fault++) add(time(), fault());
            scenes.sort(Comparator.comparing(Scene::at));
            return new Plan(seed, nodes, List.copyOf(scenes));
        }

        private void tell(String name) {
            var wish = new Wish(name, image(), chance.nextInt(7), policy(), deadline(), restart(), needs(), 0);
            var at = Duration.ofMillis(chance.nextInt(5_000));
            add(at, new Happening.Ask(wish));
            var chapters = chance.nextInt(5);
            for (var chapter = 0; chapter < chapters; chapter++) {
                at = at.plusMillis(chance.nextInt(chance.nextInt(4) == 0 ? 200 : 20_000));
                switch (chance.nextInt(8)) {
                    case 0, 1, 2 -> wish = wish.withImage(image());
                    case 3, 4 -> wish = wish.withReplicas(chance.nextInt(7));
                    case 5 -> wish = wish.forced();
                    case 6 -> {
                        add(at, new Happening.RollBack(name));
                        continue;
                    }
                    default -> {
                        if (chance.nextInt(3) == 0) {
                            add(at, new Happening.Remove(name));
                            return;
                        }
                        wish = wish.forced().withImage(image());
                    }
                }
                add(at, new Happening.Ask(wish));
            }
        }

        private void add(Duration at, Happening happening) {
            scenes.add(new Scene(at, happening));
        }

        private Duration time() {
            return Duration.ofMillis(chance.nextLong(LONGEST.toMillis() / 2));
        }

        /** Mostly ones that run. */
        private String image() {
            return chance.nextInt(3) > 0 ? IMAGES.get(chance.nextInt(3)) : IMAGES.get(chance.nextInt(IMAGES.size()));
        }

        private Wish.Needs needs() {
            return new Wish.Needs(
                    chance.nextInt(4) * 100_000_000L,
                    chance.nextInt(10) == 0 ? 8000 + chance.nextInt(2) : 0,
                    chance.nextInt(8) == 0 ? "node.hostname!=" + node(1 + chance.nextInt(nodes)) : "");
        }

        private UpdatePolicy policy() {
            return new UpdatePolicy(
                    chance.nextInt(4),
                    Duration.ofMillis(chance.nextInt(3) == 0 ? chance.nextInt(3_000) : 0),
                    any(List.of(UpdatePolicy.FailureAction.values())),
                    Duration.ofMillis(500 + chance.nextInt(2_500)),
                    chance.nextInt(3) == 0 ? 0.5f : 0,
                    any(List.of(UpdatePolicy.Order.values())));
        }

        private Optional<Duration> deadline() {
            return chance.nextInt(3) == 0 ? Optional.of(Duration.ofSeconds(2 + chance.nextInt(6))) : Optional.empty();
        }

        private <T> T any(List<T> choices) {
            return choices.get(chance.nextInt(choices.size()));
        }

        private RestartPolicy restart() {
            return new RestartPolicy(
                    chance.nextInt(4) == 0 ? RestartPolicy.Condition.ON_FAILURE : RestartPolicy.Condition.ANY,
                    Duration.ofMillis(200 + chance.nextInt(3_000)),
                    0,
                    Duration.ZERO);
        }

        private Happening fault() {
            var node = node(1 + chance.nextInt(nodes));
            var time = Duration.ofMillis(100 + chance.nextInt(chance.nextInt(2) == 0 ? 1_000 : 15_000));
            return switch (chance.nextInt(11)) {
                case 0 -> new Happening.Drain(node);
                case 1 -> new Happening.Activate(node);
                case 2 -> new Happening.Crash(node, time);
                case 3 -> new Happening.Cut(node, time);
                case 4 -> new Happening.Hang(node, time);
                case 5 -> new Happening.AgentRestart(node, time);
                case 6, 7 -> new Happening.ManagerCrash(time.dividedBy(2));
                case 8 ->
                    nodes > 1
                            ? new Happening.RemoveNode(node(2 + chance.nextInt(nodes - 1)), time)
                            : new Happening.ManagerCrash(time);
                case 9 ->
                    new Happening.BadMail(
                            new Mail.Weather(
                                    chance.nextInt(30) / 100.0,
                                    chance.nextInt(20) / 100.0,
                                    chance.nextInt(40) / 100.0,
                                    Duration.ofMillis(1 + chance.nextInt(1_000))),
                            time);
                default ->
                    new Happening.BadJournal(
                            chance.nextInt(20) / 100.0,
                            chance.nextInt(50) / 100.0,
                            Duration.ofMillis(1 + chance.nextInt(300)),
                            time);
            };
        }
    }
}
