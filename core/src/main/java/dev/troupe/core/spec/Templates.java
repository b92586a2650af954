package dev.troupe.core.spec;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Fills in what a service left open for each task: {@code {{.Task.Slot}}} and its like in host name, values of
 * environment variables and mounts (TP-1 to TP-4). A small part of Go's templates: fields, {@code index} on labels,
 * {@code join}; anything else is refused by name.
 */
public final class Templates {

    /** A spec with everything filled in, or why it cannot be. */
    public sealed interface Expansion {
        record Expanded(ContainerSpec container) implements Expansion {}

        /** @param why {@code expanding env failed: no such field: .Task.Colour} */
        record Failed(String why) implements Expansion {}
    }

    /** What may be asked for besides labels. */
    public static final Set<String> FIELDS = Set.of(
            ".Service.ID",
            ".Service.Name",
            ".Node.ID",
            ".Node.Hostname",
            ".Node.Platform.OS",
            ".Node.Platform.Architecture",
            ".Task.ID",
            ".Task.Name",
            ".Task.Slot");

    private static final Pattern ACTION = Pattern.compile("(\\s*)\\{\\{(-\\s)?(.*?)(\\s-)?}}(\\s*)", Pattern.DOTALL);
    private static final Pattern WORD = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|`([^`]*)`|(\\S+)");

    private final Map<String, String> fields;
    private final Map<String, String> labels;

    private Templates(Map<String, String> fields, Map<String, String> labels) {
        this.fields = fields;
        this.labels = labels;
    }

    /**
     * @param fields a value for each of {@link #FIELDS}
     * @param labels the service's
     */
    public static Expansion expand(ContainerSpec container, Map<String, String> fields, Map<String, String> labels) {
        if (!mayHoldTemplates(container)) return new Expansion.Expanded(container);
        try {
            return new Expansion.Expanded(new Templates(fields, labels).expand(container));
        } catch (Malformed malformed) {
            return new Expansion.Failed(malformed.why);
        }
    }

    /** The same with words that stand for any task: what fails here fails everywhere (TP-6). */
    public static Expansion tried(ContainerSpec container, Map<String, String> labels) {
        return expand(container, FIELDS.stream().collect(toUnmodifiableMap(field -> field, field -> "x")), labels);
    }

    /** Found deep in a text, told as {@link Expansion.Failed}. */
    private static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String why;

        Malformed(String why) {
            super(why, null, false, false);
            this.why = why;
        }
    }

    private static boolean mayHoldTemplates(ContainerSpec container) {
        return container.hostname().filter(Templates::isTemplate).isPresent()
                || container.env().stream().anyMatch(Templates::isTemplate)
                || !container.mounts().isEmpty();
    }

    private static boolean isTemplate(String text) {
        return text.contains("{{");
    }

    private ContainerSpec expand(ContainerSpec spec) {
        List<String> env =
                within("env", () -> spec.env().stream().map(this::expandValue).toList());
        List<Mount> mounts =
                within("mounts", () -> spec.mounts().stream().map(this::expand).toList());
        Optional<String> hostname = within("hostname", () -> spec.hostname().map(this::expand));
        return spec.withEnv(env).withHostname(hostname).withMounts(mounts);
    }

    private interface Part<T> {
        T expanded();
    }

    private static <T> T within(String what, Part<T> part) {
        try {
            return part.expanded();
        } catch (Malformed malformed) {
            throw new Malformed("expanding " + what + " failed: " + malformed.why);
        }
    }

    /** The value only, never the name (TP-3). */
    private String expandValue(String variable) {
        var equals = variable.indexOf('=');
        if (equals < 0) return variable;
        return variable.substring(0, equals + 1) + expand(variable.substring(equals + 1));
    }

    private Mount expand(Mount mount) {
        UnaryOperator<Map<String, String>> values = map -> {
            var expanded = new LinkedHashMap<String, String>();
            map.forEach((key, value) -> expanded.put(key, expand(value)));
            return Map.copyOf(expanded);
        };
        return new Mount(
                mount.type(),
                expand(mount.source()),
                expand(mount.target()),
                mount.readOnly(),
                mount.propagation(),
                mount.noCopy(),
                values.apply(mount.volumeLabels()),
                mount.volumeDriver(),
                values.apply(mount.volumeDriverOptions()),
                mount.tmpfsSizeBytes(),
                mount.tmpfsMode());
    }

    private String expand(String text) {
        if (!isTemplate(text)) return text;
        var expanded = new StringBuilder();
        var matcher = ACTION.matcher(text);
        var from = 0;
        while (matcher.find()) {
            expanded.append(text, from, matcher.start());
            if (matcher.group(2) == null) expanded.append(matcher.group(1));
            expanded.append(evaluate(matcher.group(3).strip()));
            if (matcher.group(4) == null) expanded.append(matcher.group(5));
            from = matcher.end();
        }
        var rest = text.substring(from);
        if (isTemplate(rest)) throw new Malformed("unclosed action in \"" + text + "\"");
        return expanded.append(rest).toString();
    }

    private String evaluate(String action) {
        var words = WORD.matcher(action).results().map(match -> match.group()).toList();
        if (words.isEmpty()) throw new Malformed("missing value for command");
        return switch (words.getFirst()) {
            case "join" -> {
                if (words.size() < 2) throw new Malformed("join needs a separator in \"" + action + "\"");
                var values = words.stream().skip(1).map(this::value).toList();
                yield String.join(values.getFirst(), values.subList(1, values.size()));
            }
            case "index" -> {
                if (words.size() != 3 || !words.get(1).equals(".Service.Labels")) {
                    throw new Malformed("index is for .Service.Labels and one key, not \"" + action + "\"");
                }
                yield label(value(words.get(2)));
            }
            default -> {
                if (words.size() != 1) throw new Malformed("cannot expand \"" + action + "\"");
                yield value(words.getFirst());
            }
        };
    }

    private String value(String word) {
        if (word.startsWith("\"") || word.startsWith("`")) {
            return word.substring(1, word.length() - 1).replace("\\\"", "\"").replace("\\\\", "\\");
        }
        if (word.startsWith(".Service.Labels.")) return label(word.substring(".Service.Labels.".length()));
        var value = fields.get(word);
        if (value == null) throw new Malformed("no such field: " + word);
        return value;
    }

    private String label(String key) {
        var value = labels.get(key);
        if (value == null) throw new Malformed("map has no entry for key \"" + key + "\"");
        return value;
    }
}
