package dev.troupe.http.why;

import dev.troupe.core.feed.Trail;
import dev.troupe.core.history.ServiceVersions;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.why.Story;
import dev.troupe.core.why.StoryText;
import dev.troupe.core.why.Why;
import dev.troupe.http.Stage;
import dev.troupe.http.wire.Call;
import dev.troupe.http.wire.JsonOut;
import dev.troupe.http.wire.Lookup;
import dev.troupe.http.wire.Problem;
import dev.troupe.http.wire.Replies;
import dev.troupe.http.wire.Router;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /troupe/v1/why/tasks|services|nodes/{ref}}: a story, as JSON or, where text is asked for, for people. */
public final class WhyRoutes {
    private final Stage stage;

    private WhyRoutes(Stage stage) {
        this.stage = stage;
    }

    public static void add(Router router, Stage stage) {
        var routes = new WhyRoutes(stage);
        router.anytime("GET", "/troupe/v1/why/tasks/{ref}", call -> routes.tell(call, "task", WhyRoutes::task));
        router.anytime(
                "GET", "/troupe/v1/why/services/{ref}", call -> routes.tell(call, "service", WhyRoutes::service));
        router.anytime("GET", "/troupe/v1/why/nodes/{ref}", call -> routes.tell(call, "node", WhyRoutes::node));
    }

    /** What a client means, and what there is to answer from. */
    private record Question(String ref, Roster roster, Trail trail, Instant now) {
        Why why() {
            return new Why(roster, trail, now);
        }
    }

    private CompletionStage<HttpResponse> tell(Call call, String kind, Function<Question, Optional<Story>> answer) {
        var ref = call.path("ref");
        call.query().zone(); // Complained of before anything is looked up.
        return stage.scene(call)
                .thenCompose(scene -> stage.inquiry()
                        .ask(
                                scene.roster(),
                                trail -> answer.apply(new Question(ref, scene.roster(), trail, scene.now())))
                        .thenApply(story -> story.map(told -> reply(call, told, scene.now()))
                                .orElseThrow(() -> Problem.notFound(kind + " " + ref + " not found"))));
    }

    /** Who is on no list any more is known by the full id only; a service by its last name too. */
    private static Optional<Story> task(Question asked) {
        return found(asked, Lookup::taskAsTold)
                .map(view -> view.id())
                .or(() -> Optional.of(new TaskId(asked.ref().replaceFirst(".*[./]", ""))))
                .flatMap(asked.why()::task);
    }

    private static Optional<Story> service(Question asked) {
        return found(asked, Lookup::service)
                .map(view -> view.id())
                .or(() -> ServiceVersions.removed(asked.ref(), asked.trail()))
                .or(() -> Optional.of(new ServiceId(asked.ref())))
                .flatMap(asked.why()::service);
    }

    private static Optional<Story> node(Question asked) {
        return found(asked, Lookup::node)
                .map(view -> view.facts().id())
                .or(() -> Optional.of(new NodeId(asked.ref())))
                .flatMap(asked.why()::node);
    }

    private static <T> Optional<T> found(Question asked, BiFunction<Roster, String, T> lookup) {
        try {
            return Optional.of(lookup.apply(asked.roster(), asked.ref()));
        } catch (Problem unknown) {
            if (unknown.status() == 404) return Optional.empty();
            throw unknown;
        }
    }

    private static HttpResponse reply(Call call, Story story, Instant now) {
        return call.wantsText()
                ? Replies.plain(200, StoryText.of(story, now, call.query().zone()))
                : Replies.json(JsonOut.object(json -> write(json, story, now)));
    }

    private static void write(JsonOut json, Story story, Instant now) {
        json.field("kind", story.kind()).field("id", story.id()).field("name", story.name());
        json.field("at", now).field("headline", story.headline());
        json.words("details", story.details());
        json.list("waitsFor", story.waits(), wait -> {
            json.field("what", wait.what());
            wait.since().ifPresent(since -> json.field("since", since));
            wait.until().ifPresent(until -> json.field("until", until));
        });
        json.list("needs", story.needs(), need -> {
            json.field("what", need.what());
            need.command().ifPresent(command -> json.field("command", command));
        });
        json.list(
                "chain",
                story.chain(),
                line -> json.field("at", line.at()).field("text", line.text()).field("fact", line.fact()));
    }
}
