package dev.troupe.core.why;

import dev.troupe.core.feed.Recorded;
import dev.troupe.core.feed.Trail;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.node.Standing;
import dev.troupe.core.roster.ServiceView;
import dev.troupe.core.service.Reason;
import dev.troupe.core.service.ServiceEvent;
import dev.troupe.core.service.ServiceEvent.NodeNoted;
import dev.troupe.core.service.ServiceEvent.TasksRejected;
import dev.troupe.core.service.UpdateStatus;
import java.util.Optional;
import java.util.Set;

/** Why a service has not what it asks for, why its update goes on, stands or went back, and what it waits for. */
final class ServiceStory {

    private static final int SHOWN = 6;
    private static final int NODES = 3;

    private final Evidence evidence;
    private final Origins origins;
    private final Telling telling = new Telling();
    private final RolloutStory rollout;
    private final ServiceId id;

    private ServiceStory(Evidence evidence, ServiceId id) {
        this.evidence = evidence;
        this.origins = new Origins(evidence);
        this.rollout = new RolloutStory(evidence, origins, telling, id);
        this.id = id;
    }

    static Optional<Story> of(Evidence evidence, ServiceId id) {
        var isKnown = evidence.roster().service(id).isPresent()
                || evidence.trail().first(Evidence.ref(id), Origins.SPECS).isPresent();
        return isKnown ? Optional.of(new ServiceStory(evidence, id).tell()) : Optional.empty();
    }

    private Story tell() {
        var name = evidence.name(id);
        var since = evidence.trail().last(Evidence.ref(id), Trail.NEWEST, Origins.SPECS);
        since.ifPresent(spec -> {
            telling.happened(origins.spec(spec));
            rollout.tellPast(spec);
            tellNodes(spec);
        });
        var view = evidence.roster().service(id);
        var headline = view.map(service -> headline(service, since)).orElseGet(() -> removed(name));
        return telling.story("service", id.value(), name, headline);
    }

    private String removed(String name) {
        var removal = evidence.trail().last(Evidence.ref(id), Trail.NEWEST, Set.of(ServiceEvent.Removed.class));
        removal.ifPresent(fact -> telling.happened(Origins.removal(fact, name)));
        var left = evidence.roster().tasksOf(id);
        left.stream()
                .limit(SHOWN)
                .forEach(task -> telling.waitsFor(
                        Evidence.name(task.draft()) + " to stop"
                                + task.node()
                                        .map(node -> " on " + evidence.name(node))
                                        .orElse(""),
                        removal.map(fact -> fact.fact().at()),
                        Optional.empty()));
        var ago = removal.map(fact -> " " + Words.span(fact.fact().at(), evidence.now()) + " ago")
                .orElse("");
        return "was removed" + ago
                + (left.isEmpty() ? "" : "; " + Words.count(left.size(), "task") + " of it still have to stop");
    }

    /** What nodes did to it since this spec holds. */
    private void tellNodes(Recorded spec) {
        evidence.trail().back(spec.entity(), Trail.NEWEST, Set.of(NodeNoted.class), NODES).stream()
                .filter(noted -> noted.sequence() >= spec.sequence())
                .filter(noted -> ((NodeNoted) noted.fact().event()).standing() != Standing.GOOD)
                .forEach(noted -> new Standings(evidence)
                        .line(Origins.nodeOf(noted), Origins.newsOf(noted))
                        .ifPresent(telling::happened));
        evidence.trail()
                .last(spec.entity(), Trail.NEWEST, Set.of(TasksRejected.class))
                .filter(rejected -> rejected.sequence() >= spec.sequence())
                .ifPresent(rejected -> telling.happened(origins.of(rejected, Reason.ENFORCED, 0)));
    }

    private String headline(ServiceView view, Optional<Recorded> spec) {
        var wanted = view.spec().replicas();
        var slots = evidence.roster().slotsOf(id);
        var running = slots.running();
        var counts = running + " of " + Words.count(wanted, "task") + " running";
        var state = view.updateStatus().map(UpdateStatus::state);
        var shortfall = new Shortfall(evidence, telling, slots);
        if (state.filter(UpdateStatus.State::isPaused).isPresent()) {
            var headline = rollout.paused(view, counts); // Its offers come before what else would help.
            shortfall.tell(view);
            return headline;
        }
        var nearest = shortfall.tell(view);
        if (state.equals(Optional.of(UpdateStatus.State.UPDATING))
                || state.equals(Optional.of(UpdateStatus.State.ROLLBACK_STARTED))) {
            return rollout.rolling(view, counts);
        }
        var failing = shortfall.tellFailing(view, origins);
        if (failing.isPresent()) return "has " + counts + "; " + failing.get();
        if (running < wanted || nearest.isPresent())
            return "has " + counts + nearest.map(why -> ": " + why).orElse("");
        return spec.filter(Origins::isOwnRollback)
                .map(back -> "has been back on its previous spec for "
                        + Words.span(back.fact().at(), evidence.now()) + ", since its update failed: " + counts)
                .orElse("is as asked for: " + counts);
    }
}
