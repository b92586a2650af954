package dev.troupe.agent.driver.simulated;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.troupe.agent.driver.ImageName;
import dev.troupe.core.spec.ContainerSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * What simulated containers do: well-known commands as recorded from a real engine, then rules, each for the images and
 * commands it names, later ones over earlier ones. Immutable.
 */
public final class Script {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** As the recordings of a real Swarm: {@code nosuch*} and {@code nope*} are not to be had. */
    public static final Script AS_RECORDED =
            new Script(List.of()).notToBeHad("nosuch*").notToBeHad("nope*");

    private final List<Rule> rules;

    private Script(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    private record Rule(Pattern image, Pattern command, BiFunction<ImageName, Behaviour, Behaviour> change) {

        boolean fits(ImageName name, String commandLine) {
            return (image.matcher(name.withoutDigest()).matches()
                            || image.matcher(name.repository()).matches())
                    && command.matcher(commandLine).matches();
        }
    }

    /** Images like this are refused as an engine refuses what no registry has (E-5). */
    public Script notToBeHad(String glob) {
        return with(new Rule(glob(glob), glob("*"), (image, behaviour) -> behaviour.refusing(noSuchImage(image))));
    }

    private Script with(Rule rule) {
        var more = new ArrayList<>(rules);
        more.add(rule);
        return new Script(more);
    }

    /** All containers of images like {@code web:*} do this too. {@code *} stands for any text. */
    public Script image(String glob, UnaryOperator<Behaviour> change) {
        return with(new Rule(glob(glob), glob("*"), (_, behaviour) -> change.apply(behaviour)));
    }

    /** All containers whose command line is like {@code sleep *} do this too. */
    public Script command(String glob, UnaryOperator<Behaviour> change) {
        return with(new Rule(glob("*"), glob(glob), (_, behaviour) -> change.apply(behaviour)));
    }

    /** All containers do this too. */
    public Script everything(UnaryOperator<Behaviour> change) {
        return image("*", change);
    }

    public Behaviour of(ContainerSpec container) {
        var name = ImageName.parse(container.image());
        var words = new ArrayList<>(container.command());
        words.addAll(container.args());
        var line = String.join(" ", words);
        var behaviour = CommandLines.behaviour(container);
        for (var rule : rules)
            if (rule.fits(name, line)) behaviour = rule.change().apply(name, behaviour);
        return behaviour;
    }

    private static String noSuchImage(ImageName name) {
        return "No such image: " + name;
    }

    private static Pattern glob(String glob) {
        var regex = new StringBuilder();
        for (var part : glob.split("\\*", -1)) regex.append(Pattern.quote(part)).append(".*");
        regex.setLength(regex.length() - 2);
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    /** {@link #parse} of a file. */
    public static Script read(Path file) throws IOException {
        return parse(Files.readString(file));
    }

    /**
     * A script in JSON, on top of {@link #AS_RECORDED}:
     * {@code {"rules": [{"image": "web:bad", "exit": {"after": "1s", "code": 1}}, {"start": "300ms"}]}}. A rule may name
     * {@code image} and {@code command} (both with {@code *}), and what changes: {@code refuse} (true or a text),
     * {@code prepare}, {@code failAtFirst}, {@code startError}, {@code start}, {@code exit}, {@code ignoreStop},
     * {@code stop}, {@code stopExitCode}, {@code healthyAfter}, {@code unhealthyAfter}, {@code output}, {@code every}.
     *
     * @throws IllegalArgumentException naming what it does not understand
     */
    public static Script parse(String json) {
        JsonNode root;
        try {
            root = JSON.readTree(json);
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException("the script is not JSON: " + malformed.getOriginalMessage(), malformed);
        }
        known(root, Set.of("rules"), "the script");
        var script = AS_RECORDED;
        for (var rule : root.path("rules")) script = script.with(rule(rule));
        return script;
    }

    private static final Map<String, BiFunction<Behaviour, JsonNode, Behaviour>> CHANGES = Map.ofEntries(
            Map.entry("prepare", (behaviour, value) -> behaviour.preparingFor(duration(value))),
            Map.entry("failAtFirst", (behaviour, value) -> behaviour.failingToPrepareAtFirst(value.asInt())),
            Map.entry("startError", (behaviour, value) -> behaviour.failingToStart(value.asText())),
            Map.entry("start", (behaviour, value) -> behaviour.startingFor(duration(value))),
            Map.entry(
                    "exit",
                    (behaviour, value) -> behaviour.exiting(
                            duration(value.path("after")), value.path("code").asInt())),
            Map.entry("ignoreStop", (behaviour, value) -> behaviour.ignoringStop(value.asBoolean())),
            Map.entry("stop", (behaviour, value) -> behaviour.stoppingFor(duration(value))),
            Map.entry("stopExitCode", (behaviour, value) -> behaviour.stoppingWith(value.asInt())),
            Map.entry("healthyAfter", (behaviour, value) -> behaviour.healthyAfter(duration(value))),
            Map.entry("unhealthyAfter", (behaviour, value) -> behaviour.unhealthyAfter(duration(value))),
            Map.entry("every", (behaviour, value) -> behaviour.writingEvery(duration(value))),
            Map.entry("output", (behaviour, value) -> {
                var lines = new ArrayList<String>();
                value.forEach(line -> lines.add(line.asText()));
                return behaviour.writing(lines);
            }));

    private static Rule rule(JsonNode rule) {
        var words = new TreeSet<>(CHANGES.keySet());
        words.addAll(Set.of("image", "command", "refuse"));
        known(rule, words, "a rule");
        var parsed = new Rule(
                glob(rule.path("image").asText("*")), glob(rule.path("command").asText("*")), (image, before) -> {
                    var behaviour = before;
                    var refuse = rule.path("refuse");
                    if (refuse.isTextual()) behaviour = behaviour.refusing(refuse.asText());
                    else if (refuse.asBoolean()) behaviour = behaviour.refusing(noSuchImage(image));
                    for (var field : rule.properties()) {
                        var change = CHANGES.get(field.getKey());
                        if (change != null) behaviour = change.apply(behaviour, field.getValue());
                    }
                    return behaviour;
                });
        var _ = parsed.change().apply(ImageName.parse("any"), Behaviour.WILLING); // A bad value is found at once.
        return parsed;
    }

    private static void known(JsonNode node, Set<String> words, String where) {
        if (!node.isObject()) throw new IllegalArgumentException(where + " must be a JSON object, not " + node);
        for (var field : node.properties()) {
            if (!words.contains(field.getKey())) {
                throw new IllegalArgumentException(
                        where + " does not know \"" + field.getKey() + "\"; it knows " + String.join(", ", words));
            }
        }
    }

    private static final Pattern DURATION = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|h)");

    private static Duration duration(JsonNode value) {
        var text = value.asText();
        var matcher = DURATION.matcher(text);
        if (text.equals("0") || value.isMissingNode()) return Duration.ZERO;
        if (!matcher.matches())
            throw new IllegalArgumentException("not a duration like 300ms, 1.5s, 2m or 1h: " + value);
        var millis = switch (Optional.ofNullable(matcher.group(2)).orElse("")) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            default -> 3_600_000;
        };
        return Duration.ofMillis(Math.round(Double.parseDouble(matcher.group(1)) * millis));
    }
}
