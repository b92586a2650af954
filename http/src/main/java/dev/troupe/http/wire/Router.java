package dev.troupe.http.wire;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * Which route answers which request: a table of methods and patterns. {@code {name}} stands for one word of a path,
 * {@code {name...}} for one or more, since image names contain slashes. The first route that fits is taken.
 */
public final class Router {

    /** Answers a call; may throw a {@link Problem}. */
    @FunctionalInterface
    public interface Handler {
        CompletionStage<HttpResponse> answer(Call call);
    }

    /**
     * A handler, the pattern that led to it, and what the pattern's words stand for.
     *
     * @param about what it may be asked of
     */
    public record Match(Handler handler, String pattern, Map<String, String> path, About about) {}

    /** What a route may be asked of. */
    public enum About {
        PRESENT,
        /** Any moment, also of the past. */
        ANYTIME,
        /** This process, as long as there is one: answered also while the doors close. */
        PROCESS,
        /** Nothing: it is refused whatever comes with it, and nobody looks into a body. */
        NOTHING
    }

    private record Route(String method, String text, List<String> pattern, Handler handler, About about) {

        /** Load balancers ask HEAD whether a process is well, and go by the status; the door leaves the body out. */
        boolean answers(String asked) {
            return method.equals(asked) || (about == About.PROCESS && method.equals("GET") && asked.equals("HEAD"));
        }
    }

    private static final String ANY_WORD = "{";

    private final Map<String, List<Route>> routesByFirstWord = new HashMap<>();

    /** A route to the present: it changes something, or its answer is not in the journal. */
    public Router on(String method, String pattern, Handler handler) {
        return add(method, pattern, handler, About.PRESENT);
    }

    private Router add(String method, String pattern, Handler handler, About about) {
        var words = List.of(pattern.substring(1).split("/", -1));
        var first = words.getFirst();
        routesByFirstWord
                .computeIfAbsent(first.startsWith("{") ? ANY_WORD : first, word -> new ArrayList<>())
                .add(new Route(method, pattern, words, handler, about));
        return this;
    }

    /** A route to the present that need not wait for anything. */
    public Router at(String method, String pattern, Function<Call, HttpResponse> handler) {
        return on(method, pattern, call -> CompletableFuture.completedFuture(handler.apply(call)));
    }

    /** A route that is there to say that it cannot be done. */
    public Router refuse(String method, String pattern, String message) {
        return add(
                method, pattern, call -> CompletableFuture.failedFuture(Problem.unsupported(message)), About.NOTHING);
    }

    /** A route that can be asked of any moment: it answers for that moment, or the same at all times. */
    public Router anytime(String method, String pattern, Handler handler) {
        return add(method, pattern, handler, About.ANYTIME);
    }

    /** A route that tells how this process is, to the last. */
    public Router toTheLast(String method, String pattern, Handler handler) {
        return add(method, pattern, handler, About.PROCESS);
    }

    /** A route whose answer has nothing to do with what happens in the swarm. */
    public Router always(String method, String pattern, Function<Call, HttpResponse> handler) {
        return anytime(method, pattern, call -> CompletableFuture.completedFuture(handler.apply(call)));
    }

    /** All routes, each as {@code GET /services/{id}}. */
    public Stream<String> routes() {
        return routesByFirstWord.values().stream()
                .flatMap(List::stream)
                .map(route -> route.method() + " " + route.text());
    }

    public Optional<Match> find(String method, List<String> path) {
        if (path.isEmpty()) return Optional.empty();
        return find(routesByFirstWord.getOrDefault(path.getFirst(), List.of()), method, path)
                .or(() -> find(routesByFirstWord.getOrDefault(ANY_WORD, List.of()), method, path));
    }

    private static Optional<Match> find(List<Route> routes, String method, List<String> path) {
        for (var route : routes) {
            if (!route.answers(method)) continue;
            var words = match(route.pattern, path);
            if (words.isPresent()) return Optional.of(new Match(route.handler, route.text, words.get(), route.about));
        }
        return Optional.empty();
    }

    private static Optional<Map<String, String>> match(List<String> pattern, List<String> path) {
        var extra = path.size() - pattern.size();
        if (extra < 0) return Optional.empty();
        var words = new HashMap<String, String>();
        var next = 0;
        for (var part : pattern) {
            var taken = 1;
            if (part.endsWith("...}")) {
                taken += extra;
                extra = 0;
                words.put(part.substring(1, part.length() - 4), String.join("/", path.subList(next, next + taken)));
            } else if (part.startsWith("{")) {
                words.put(part.substring(1, part.length() - 1), path.get(next));
            } else if (!part.equals(path.get(next))) {
                return Optional.empty();
            }
            next += taken;
        }
        return next == path.size() ? Optional.of(words) : Optional.empty();
    }
}
