package dev.troupe.app.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.troupe.app.client.ApiClient;
import dev.troupe.app.settings.StartFailure;
import dev.troupe.core.history.Directory;
import dev.troupe.http.wire.Nearest;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Who may have been meant by a name that nobody has: of the services, their tasks, the nodes and stacks there are. */
final class Meant {

    /** What may be called so; a task goes by its service's name and its slot. */
    enum Kind {
        SERVICE,
        TASK,
        NODE,
        STACK
    }

    /** {@code web.3} and {@code web.3/ok3d}. */
    private static final Pattern TASK = Pattern.compile("(.+)(\\.[0-9]+(?:/[0-9a-z]*)?)");

    private static final JsonMapper JSON = new JsonMapper();

    private final ApiClient troupe;
    private final String at;

    private Meant(ApiClient troupe, String at) {
        this.troupe = troupe;
        this.at = at;
    }

    /** Those that are there now. */
    static Meant now(ApiClient troupe) {
        return new Meant(troupe, "");
    }

    /** Those that were there then, where a moment is named as the API takes it. */
    static Meant at(ApiClient troupe, String moment) {
        return new Meant(troupe, "?at=" + ApiClient.quote(moment));
    }

    /** What a refusal says; where it is that nobody is called so, also who may have been meant. */
    static StartFailure refusal(ApiClient troupe, ApiClient.Answer answer, String word, Kind kind) {
        return new StartFailure(
                answer.message() + (answer.status() == 404 ? now(troupe).by(word, EnumSet.of(kind)) : ""));
    }

    /** {@code "; did you mean web?"}; empty where nothing is near, and for a name that somebody has. */
    String by(String word, Set<Kind> kinds) {
        var near = near(word, kinds);
        return near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?";
    }

    private Set<String> near(String word, Set<Kind> kinds) {
        var known = named(kinds);
        if (known.contains(word)) return Set.of();
        var near = new LinkedHashSet<>(Nearest.to(word, known));
        var task = TASK.matcher(word);
        if (kinds.contains(Kind.TASK) && task.matches()) {
            var services = named(EnumSet.of(Kind.SERVICE));
            if (!services.contains(task.group(1))) {
                Nearest.to(task.group(1), services).forEach(service -> near.add(service + task.group(2)));
            }
        }
        return near;
    }

    private Set<String> named(Set<Kind> kinds) {
        var names = new TreeSet<String>();
        if (kinds.contains(Kind.NODE)) {
            for (var node : all("/nodes"))
                names.add(node.at("/Description/Hostname").asText());
        }
        if (!kinds.contains(Kind.SERVICE) && !kinds.contains(Kind.STACK)) return names;
        for (var service : all("/services")) {
            if (kinds.contains(Kind.SERVICE)) names.add(service.at("/Spec/Name").asText());
            var stack =
                    service.path("Spec").path("Labels").path(Directory.STACK).asText();
            if (kinds.contains(Kind.STACK) && !stack.isEmpty()) names.add(stack);
        }
        return names;
    }

    /** A list of Docker's API. Whoever does not get it is not helped, and hears what was wrong all the same. */
    private JsonNode all(String list) {
        try {
            var answer = troupe.get(list + at);
            return answer.status() == 200 ? JSON.readTree(answer.body()) : JSON.createArrayNode();
        } catch (StartFailure | JsonProcessingException trouble) {
            return JSON.createArrayNode();
        }
    }
}
