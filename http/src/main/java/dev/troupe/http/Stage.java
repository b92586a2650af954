package dev.troupe.http;

import dev.troupe.actors.Answer;
import dev.troupe.actors.Inquiry;
import dev.troupe.actors.Past;
import dev.troupe.actors.SwarmGate;
import dev.troupe.core.feed.Moment;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.swarm.Swarm;
import dev.troupe.core.swarm.SwarmRules;
import dev.troupe.http.wire.Call;
import dev.troupe.http.wire.Malformed;
import dev.troupe.http.wire.Problem;
import dev.troupe.http.wire.Router;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** What routes stand on: the swarm's gate, its past, the journal for questions, and the facts of this machine. */
public record Stage(SwarmGate gate, Past past, Inquiry inquiry, HostFacts host) {
    /** The present, for routes that need a swarm; outside one they answer 503. */
    public Roster roster() {
        var roster = gate.roster();
        swarm(roster);
        return roster;
    }

    public static Swarm.Active swarm(Roster roster) {
        return switch (roster.swarm()) {
            case Swarm.Active active -> active;
            case Swarm.Inactive none -> throw Problem.unavailable(SwarmRules.NO_MANAGER.message());
        };
    }

    /** Adds a route that answers from the roster of the call and needs a swarm; outside one it answers 503. */
    public void read(Router router, String pattern, BiFunction<Call, Roster, HttpResponse> answer) {
        look(router, pattern, (call, roster) -> {
            swarm(roster);
            return answer.apply(call, roster);
        });
    }

    /** The same where there need be no swarm. */
    public void look(Router router, String pattern, BiFunction<Call, Roster, HttpResponse> answer) {
        router.anytime("GET", pattern, call -> scene(call).thenApply(scene -> answer.apply(call, scene.roster())));
    }

    /** How things stood, and the time it was. */
    public record Scene(Roster roster, Instant now) {}

    /** The present, or the moment that the call names. */
    public CompletionStage<Scene> scene(Call call) {
        var moment = call.query().moment();
        if (moment.isEmpty()) {
            return CompletableFuture.completedFuture(
                    new Scene(gate.roster(), inquiry.clock().instant()));
        }
        return past.at(moment.get()).thenApply(answer -> {
            var then = then(answer);
            return new Scene(then.roster(), moment.get() instanceof Moment.AtTime(var time) ? time : then.at());
        });
    }

    /** What the past answered; a moment that it does not have is the client's mistake. */
    public static Past.Then then(Answer<Past.Then> answer) {
        return switch (answer) {
            case Answer.Done<Past.Then>(var then) -> then;
            case Answer.Refused<Past.Then>(var why) -> throw new Malformed("invalid value for at: " + why.message());
        };
    }
}
