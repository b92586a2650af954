package dev.troupe.core.why;

import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.id.TaskId;
import dev.troupe.core.node.Choice;
import dev.troupe.core.node.NodeEvent;
import dev.troupe.core.node.NodeEvent.TasksReserved;
import dev.troupe.core.node.Reservation;
import dev.troupe.core.task.TaskDraft;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Why the scheduler chose a node, in words and with the figures it saw (SC-21, SC-24). */
final class Choosing {

    /** From so many failures on, a node comes last (SC-22). */
    private static final int FAULTY = 5;

    private static final int FAR = 50;

    private final Evidence evidence;

    Choosing(Evidence evidence) {
        this.evidence = evidence;
    }

    /** @param assigned the task's fact that it was assigned to {@code node} */
    String words(TaskDraft task, NodeId node, Recorded assigned) {
        var name = evidence.name(node);
        return reservation(task.id(), assigned)
                .flatMap(reserved ->
                        choice(task, reserved).map(choice -> words(task, name, choice, others(task, reserved))))
                .orElse("the scheduler chose " + name);
    }

    private Optional<TasksReserved> reservation(TaskId task, Recorded assigned) {
        return Evidence.origin(assigned.fact().cause(), EntityKind.NODE)
                .flatMap(place ->
                        evidence.trail().about(task, place.entity(), place.sequence(), TasksReserved.class, FAR))
                .flatMap(own -> evidence.trail()
                        .last(
                                own.entity(),
                                own.sequence(),
                                Set.of(TasksReserved.class))) // whole: the others are counted
                .map(found -> (TasksReserved) (NodeEvent) found.fact().event());
    }

    private static Optional<Choice> choice(TaskDraft task, TasksReserved reserved) {
        return reserved.choices().stream()
                .filter(choice -> choice.service().equals(task.service()) && choice.specVersion() == task.specVersion())
                .findFirst();
    }

    private static long others(TaskDraft task, TasksReserved reserved) {
        return reserved.reservations().stream()
                        .map(Reservation::service)
                        .filter(task.service()::equals)
                        .count()
                - 1;
    }

    private String words(TaskDraft task, String node, Choice choice, long others) {
        var turnedAway = choice.turnedAway().values().stream()
                .mapToInt(Integer::intValue)
                .sum();
        var left = choice.nodes() - turnedAway;
        var text = new StringBuilder("the scheduler chose " + node + ": ");
        if (turnedAway > 0) {
            text.append(turnedAway)
                    .append(" of ")
                    .append(Words.count(choice.nodes(), "node"))
                    .append(" did not fit (")
                    .append(String.join(", ", filters(choice.turnedAway())))
                    .append("); ");
        }
        for (var branch : choice.branches()) text.append(words(task, branch)).append("; ");
        if (left == 1) text.append("it was the only one left");
        else if (choice.next().isEmpty()) text.append("it was the only one there that fitted");
        else text.append(compare(task, choice.here(), choice.next().get()));
        if (others > 0) text.append(" (before this one and ").append(others).append(" more came at once)");
        return text.toString();
    }

    private static List<String> filters(Map<String, Integer> turnedAway) {
        var texts = new ArrayList<String>();
        turnedAway.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(filter -> texts.add(filter.getValue() + " " + filter(filter.getKey())));
        return texts;
    }

    private static String filter(String word) {
        return switch (word) {
            case "ready" -> "not available";
            case "resources" -> "without enough resources";
            case "plugins" -> "without a plugin";
            case "constraints" -> "by constraints";
            case "platform" -> "of another platform";
            case "host-ports" -> "with the port in use";
            case "max-replicas" -> "with as many replicas as may be";
            default -> "by " + word;
        };
    }

    private static String words(TaskDraft task, Choice.Branch branch) {
        var here = branch.over() + "=" + branch.value() + " had " + branch.ofService() + " of " + task.serviceName();
        return here
                + branch.next()
                        .map(other -> ", " + branch.over() + "=" + other.value() + " " + other.ofService())
                        .orElse(", and no other value had room");
    }

    /** Failures below the limit do not count. */
    private static int counted(Choice.Score score) {
        return score.failures() < FAULTY ? 0 : score.failures();
    }

    private String compare(TaskDraft task, Choice.Score here, Choice.Rival next) {
        var there = next.score();
        var name = evidence.name(next.node());
        if (counted(here) != counted(there)) {
            return "fewer tasks of this version have failed there in the last 5 minutes (" + here.failures()
                    + ") than on " + name + " (" + there.failures() + ")";
        }
        if (here.ofService() != there.ofService()) {
            return "it had the fewest tasks of " + task.serviceName() + " (" + here.ofService() + "; next best " + name
                    + " with " + there.ofService() + ")";
        }
        var same = "it had as few tasks of " + task.serviceName() + " as " + name + " (" + here.ofService() + ")";
        if (here.active() != there.active()) {
            return same + " and fewer in all (" + here.active() + " against " + there.active() + ")";
        }
        return same + " and as few in all (" + here.active() + "), and comes first by its id";
    }
}
