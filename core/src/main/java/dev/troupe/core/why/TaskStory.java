package dev.troupe.core.why;

import dev.troupe.core.feed.Recorded;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.node.Standing;
import dev.troupe.core.roster.TaskView;
import dev.troupe.core.service.Hold;
import dev.troupe.core.task.DesiredState;
import dev.troupe.core.task.Task;
import dev.troupe.core.task.TaskDraft;
import dev.troupe.core.task.TaskState;
import dev.troupe.core.task.TaskStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;

/** Why a task is where it is, waits, was stopped or replaced. */
final class TaskStory {

    private final Evidence evidence;
    private final TaskId id;
    private final Optional<TaskView> view;
    private final TaskDraft draft;
    private final TaskPast past;
    private final Telling telling = new Telling();

    private TaskStory(Evidence evidence, TaskDraft draft) {
        this.evidence = evidence;
        this.id = draft.id();
        this.view = evidence.roster().task(id);
        this.draft = draft;
        this.past = new TaskPast(evidence, draft);
    }

    static Optional<Story> of(Evidence evidence, TaskId id) {
        return evidence.draft(id).map(draft -> new TaskStory(evidence, draft).tell());
    }

    private Story tell() {
        var plan = past.plan();
        past.tell(telling, plan);
        var headline = headline(plan);
        return telling.story("task", id.value(), Evidence.name(draft), headline);
    }

    private String headline(Optional<TaskPast.Planned> plan) {
        if (view.isEmpty()) {
            return switch (past.last()) {
                case Task.Live live when live.desired().isLive() -> "is not listed any more";
                default -> "is gone from the list of tasks" + past.reason();
            };
        }
        var task = view.get();
        var status = task.status();
        if (status.state().isTerminal()) return ended(task);
        if (!task.desired().isLive()) return stopping(task);
        if (task.desired() == DesiredState.READY)
            plan.flatMap(planned -> planned.plan().hold()).ifPresent(this::held);
        if (task.node().isEmpty()) return waiting(task);
        var node = evidence.name(task.node().get());
        if (task.desired() == DesiredState.READY) {
            return "is on " + node + ", held back: it starts " + release(plan);
        }
        return switch (status.state()) {
            case RUNNING -> {
                if (evidence.roster()
                        .node(task.node().get())
                        .filter(one -> one.facts().standing() != Standing.GOOD)
                        .isPresent()) {
                    telling.detail(node + " is " + standing(task.node().get()) + ": this task is about to be replaced");
                }
                yield "has run on " + node + " for " + since(status.at());
            }
            default -> {
                telling.waitsFor(node + " to start it: " + doing(status), Optional.of(status.at()), Optional.empty());
                yield "is on " + node + " and does not run yet: " + doing(status) + " for " + since(status.at());
            }
        };
    }

    private static String doing(TaskStatus status) {
        var word = status.state().word();
        return status.message().isEmpty() || status.message().equals(word)
                ? word
                : word + " (" + status.message() + ")";
    }

    private String standing(NodeId node) {
        return evidence.roster()
                .node(node)
                .map(one -> one.facts().standing().name().toLowerCase(Locale.ROOT))
                .orElse("gone");
    }

    /** The moment is in the chain; how long ago it is, is what matters. */
    private String since(Instant at) {
        return Words.span(at, evidence.now());
    }

    private String release(Optional<TaskPast.Planned> plan) {
        return plan.flatMap(planned -> planned.plan().hold())
                .map(hold -> {
                    var parts = new ArrayList<String>();
                    if (evidence.now().isBefore(hold.notBefore()))
                        parts.add("in " + Words.span(evidence.now(), hold.notBefore()));
                    hold.until()
                            .filter(this::isThere)
                            .ifPresent(old -> parts.add("once " + evidence.name(old) + " has stopped"));
                    return parts.isEmpty() ? "at any moment" : String.join(" and ", parts);
                })
                .orElse("when its service says so");
    }

    private boolean isThere(TaskId old) {
        return evidence.roster()
                .task(old)
                .filter(task -> !task.status().state().isTerminal())
                .isPresent();
    }

    private void held(Hold hold) {
        if (evidence.now().isBefore(hold.notBefore())) {
            telling.waitsFor("the restart delay to pass", view.map(TaskView::createdAt), Optional.of(hold.notBefore()));
        }
        hold.until()
                .filter(this::isThere)
                .ifPresent(old -> telling.waitsFor(
                        evidence.name(old) + " to stop", view.map(TaskView::createdAt), Optional.of(hold.atLatest())));
    }

    private String waiting(TaskView task) {
        var since = task.createdAt();
        if (task.status().state() != TaskState.PENDING) return "has just been planned";
        if (task.reservedOn().isPresent()) {
            var node = evidence.name(task.reservedOn().get());
            telling.waitsFor("its place on " + node, Optional.of(task.updatedAt()), Optional.empty());
            return "is about to be assigned to " + node;
        }
        var fitting = Fitting.of(evidence, draft);
        telling.details(fitting.obstacles());
        telling.needs(fitting.needs());
        telling.waitsFor("a node that fits", Optional.of(since), Optional.empty());
        if (fitting.fits()) return "waits for the scheduler, which is about to place it";
        var error = task.status().error();
        return "has waited for a node for " + since(since) + ": " + (error.isEmpty() ? "no node fits" : error);
    }

    private String stopping(TaskView task) {
        var place = task.node();
        if (place.isEmpty()) return "is wanted no more" + past.reason();
        var node = evidence.roster().node(place.get());
        var name = evidence.name(place.get());
        var told = past.lastRaise().map(fact -> fact.fact().at());
        if (node.isEmpty() || node.get().facts().standing() == Standing.DOWN) {
            telling.detail("nobody knows whether it still runs: " + name + " is "
                    + (node.isEmpty() ? "removed" : "down") + ", so it is shown as it was last seen");
            telling.waitsFor(name + " to come back and stop it, or to be removed", told, Optional.empty());
            return "is lost with " + name + past.reason();
        }
        var grace = draft.spec().container().stopGrace();
        telling.waitsFor(name + " to stop it", told, told.map(at -> at.plus(grace)));
        return "is being stopped on " + name + past.reason();
    }

    private String ended(TaskView task) {
        var status = task.status();
        var node = task.node().map(one -> " on " + evidence.name(one)).orElse("");
        var loss = past.loss().filter(fact -> nobodySaw(status));
        if (loss.isPresent()) return lost(loss.get(), task, status);
        var text = Origins.verb(status.state()) + node + ", " + since(status.at()) + " ago";
        if (status.state() == TaskState.SHUTDOWN || past.isEnforced()) return text + past.reason();
        return text
                + Origins.error(status)
                + past.notReplaced().map(why -> "; " + why).orElse("");
    }

    /** What stopped when it was told to, or was given up unseen, has another story. */
    private static boolean nobodySaw(TaskStatus status) {
        return status.state() != TaskState.SHUTDOWN && status.state() != TaskState.ORPHANED;
    }

    /** Its node was given up before it was known to have ended; how it was found says little of why. */
    private String lost(Recorded loss, TaskView task, TaskStatus status) {
        var name = task.node().map(evidence::name).orElse("its node");
        return "was lost with " + name + ", " + since(loss.fact().at()) + " ago" + past.reason() + "; when " + name
                + " was back, " + since(status.at()) + " ago, it was found "
                + status.state().word() + Origins.error(status);
    }

    /** The scheduler has looked for a node for it, and there was none. */
    static boolean findsNoNode(TaskView task) {
        return task.awaitsPlacement() && !task.status().error().isEmpty();
    }

    /** Why it does not run yet, in a few words. */
    static String brief(Evidence evidence, TaskView task) {
        var status = task.status();
        if (task.desired() == DesiredState.READY && !findsNoNode(task)) {
            var story = new TaskStory(evidence, task.draft());
            return "held back: it starts " + story.release(story.past.plan());
        }
        if (task.awaitsPlacement()) return status.error().isEmpty() ? "waits for the scheduler" : status.error();
        if (status.state().isTerminal()) return Origins.verb(status.state()) + Origins.error(status);
        return doing(status)
                + task.node().map(node -> " on " + evidence.name(node)).orElse("");
    }
}
