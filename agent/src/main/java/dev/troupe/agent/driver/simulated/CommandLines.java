package dev.troupe.agent.driver.simulated;

import dev.troupe.agent.driver.Condition;
import dev.troupe.core.spec.ContainerSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a container with a few well-known commands would do, as a real engine was seen to do it: {@code sleep} and
 * {@code ping} as first process ignore SIGTERM, {@code false} exits 1, a small {@code sh -c} line is followed.
 */
final class CommandLines {

    private CommandLines() {}

    static Behaviour behaviour(ContainerSpec container) {
        var words = new ArrayList<>(container.command());
        words.addAll(container.args());
        if (words.isEmpty()) return Behaviour.WILLING;
        var program = words.getFirst().substring(words.getFirst().lastIndexOf('/') + 1);
        return switch (program) {
            case "ping" ->
                Behaviour.WILLING
                        .ignoringStop(true)
                        .writing(List.of("PING " + words.getLast() + " (127.0.0.1): 56 data bytes"))
                        .writingEvery(Duration.ofSeconds(1));
            case "sleep" -> sleep(words.subList(1, words.size()), Behaviour.WILLING.ignoringStop(true));
            case "true" -> Behaviour.WILLING.exiting(Duration.ZERO, 0);
            case "false" -> Behaviour.WILLING.exiting(Duration.ZERO, 1);
            case "echo" ->
                Behaviour.WILLING
                        .writing(List.of(String.join(" ", words.subList(1, words.size()))))
                        .exiting(Duration.ZERO, 0);
            case "sh", "bash", "ash" ->
                words.size() >= 3 && words.get(1).equals("-c")
                        ? script(words.get(2))
                        : Behaviour.WILLING.ignoringStop(true);
            default ->
                program.startsWith("nosuch")
                        ? Behaviour.WILLING.failingToStart(
                                Condition.START_FAILED + "failed to create task for container:" + " exec: \""
                                        + words.getFirst() + "\": executable file not found in $PATH")
                        : Behaviour.WILLING;
        };
    }

    private static Behaviour sleep(List<String> arguments, Behaviour behaviour) {
        return duration(arguments).map(time -> behaviour.exiting(time, 0)).orElse(behaviour);
    }

    /** {@code sleep 1; echo hi; exit 3}. At the first command that is none of these it runs on for ever. */
    private static Behaviour script(String text) {
        var behaviour = Behaviour.WILLING.ignoringStop(true);
        var time = Duration.ZERO;
        var output = new ArrayList<String>();
        var code = 0;
        for (var statement : text.split(";|&&", -1)) {
            var words = List.of(statement.strip().split("\\s+"));
            var arguments = words.subList(1, words.size());
            switch (words.getFirst()) {
                case "" -> {}
                case "sleep" -> {
                    var more = duration(arguments);
                    if (more.isEmpty()) return behaviour.writing(output);
                    time = time.plus(more.get());
                    code = 0;
                }
                case "echo" ->
                    output.add(String.join(" ", arguments).replace("\"", "").replace("'", ""));
                case "true", "busybox", "kill" -> code = 0; // A first process may send itself what it likes.
                case "false" -> code = 1;
                case "exit" -> {
                    var last = arguments.isEmpty() ? code : number(arguments.getFirst());
                    return behaviour.writing(output).exiting(time, last);
                }
                default -> {
                    return behaviour.writing(output);
                }
            }
        }
        return behaviour.writing(output).exiting(time, code);
    }

    private static int number(String word) {
        try {
            return Integer.parseInt(word) & 0xff;
        } catch (NumberFormatException _) {
            return 2;
        }
    }

    /** Of {@code sleep}: {@code 5}, {@code 0.5}, {@code 2m}; empty: for ever. */
    private static Optional<Duration> duration(List<String> arguments) {
        if (arguments.isEmpty()) return Optional.of(Duration.ZERO);
        var word = arguments.getFirst().toLowerCase(Locale.ROOT);
        var unit = word.isEmpty() ? 's' : word.charAt(word.length() - 1);
        var scale = switch (unit) {
            case 'm' -> 60.0;
            case 'h' -> 3600.0;
            case 'd' -> 86400.0;
            default -> 1.0;
        };
        var digits = Character.isLetter(unit) ? word.substring(0, word.length() - 1) : word;
        try {
            return Optional.of(Duration.ofMillis(Math.round(Double.parseDouble(digits) * scale * 1000)));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }
}
