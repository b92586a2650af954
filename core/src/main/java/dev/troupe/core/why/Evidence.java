package dev.troupe.core.why;

import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.feed.Trail;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.node.NodeEvent;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.rule.Event;
import dev.troupe.core.service.ServiceEvent;
import dev.troupe.core.task.TaskDraft;
import dev.troupe.core.task.TaskEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What there is to reason from.
 *
 * @param roster how all stands
 * @param trail the facts that led to it, and none after it
 * @param now the time it is for whoever asks
 */
record Evidence(Roster roster, Trail trail, Instant now) {

    private static final int SHORT = 4;

    /** Facts that one entity writes at one time are few; so far around one of them the others are looked for. */
    private static final int WRITE = 24;

    private static final Set<Class<? extends Event>> LEADING = Set.of(
            ServiceEvent.Created.class,
            ServiceEvent.SpecChanged.class,
            ServiceEvent.TasksEnded.class,
            ServiceEvent.TasksRejected.class,
            ServiceEvent.NodeNoted.class);

    /** Where a fact stands. */
    record Place(EntityRef entity, long sequence) {

        /** The reverse of {@link Recorded#reference()}. */
        static Place parse(String reference) {
            var hash = reference.lastIndexOf('#');
            return new Place(
                    EntityRef.parse(reference.substring(0, hash)), Long.parseLong(reference.substring(hash + 1)));
        }
    }

    static EntityRef ref(ServiceId service) {
        return new EntityRef(EntityKind.SERVICE, service.value());
    }

    static EntityRef ref(TaskId task) {
        return new EntityRef(EntityKind.TASK, task.value());
    }

    static EntityRef ref(NodeId node) {
        return new EntityRef(EntityKind.NODE, node.value());
    }

    /** The place a cause points to, if it is one of that kind of thing. */
    static Optional<Place> origin(Cause cause, EntityKind kind) {
        return cause.of().map(Place::parse).filter(place -> place.entity().kind() == kind);
    }

    /** What may have led a service to plan or end tasks, among the facts it wrote together with this one; in their order. */
    List<Recorded> write(Recorded fact) {
        var from = fact.sequence() - WRITE;
        return trail.between(fact.entity(), from, fact.sequence() + WRITE, LEADING).stream()
                .filter(one -> one.fact().at().equals(fact.fact().at())
                        && one.fact().cause().equals(fact.fact().cause()))
                .toList();
    }

    Optional<TaskDraft> draft(TaskId task) {
        return roster.task(task)
                .map(view -> view.draft())
                .or(() -> trail.first(ref(task), Set.of(TaskEvent.Created.class))
                        .map(one -> ((TaskEvent.Created) one.fact().event()).draft()));
    }

    /** {@code web.3/ok3d}: service, slot and the beginning of its id. */
    String name(TaskId task) {
        return draft(task).map(Evidence::name).orElseGet(() -> cut(task.value()));
    }

    static String name(TaskDraft draft) {
        return draft.serviceName() + "." + draft.slot() + "/" + cut(draft.id().value());
    }

    String name(ServiceId service) {
        return roster.service(service)
                .map(view -> view.spec().name())
                .or(() -> trail.first(ref(service), Set.of(ServiceEvent.Created.class))
                        .map(one -> ((ServiceEvent.Created) one.fact().event())
                                .spec()
                                .name()))
                .orElseGet(() -> cut(service.value()));
    }

    String name(NodeId node) {
        return roster.node(node)
                .map(view -> view.facts().description().hostname())
                .or(() -> trail.first(ref(node), Set.of(NodeEvent.Joined.class))
                        .map(one -> ((NodeEvent.Joined) one.fact().event())
                                .description()
                                .hostname()))
                .orElseGet(() -> cut(node.value()));
    }

    private static String cut(String id) {
        return id.substring(0, Math.min(SHORT, id.length()));
    }

    /** Who asked, in words: a cause names clients as {@code client service update}. */
    static String who(Cause cause) {
        var by = cause.by();
        if (by.startsWith("client ")) return "a client (" + by.substring("client ".length()) + ")";
        return by.equals("troupe up") ? "the start of Troupe" : "the " + by;
    }

    static Story.Line line(Recorded fact, String text) {
        return new Story.Line(fact.fact().at(), text, fact.reference());
    }
}
