package dev.troupe.core.audit;

import dev.troupe.core.roster.Roster;
import java.util.ArrayList;
import java.util.List;

/** What two rosters show differently to those who read them: clients, the scheduler, and whoever settles after a start. */
public final class Differences {

    private Differences() {}

    /** Names of the lists that differ; empty when a reader could not tell one from the other. */
    public static List<String> between(Roster one, Roster other) {
        var all = new ArrayList<String>();
        if (!one.swarm().equals(other.swarm())) all.add("the swarm");
        if (!List.copyOf(one.services()).equals(List.copyOf(other.services()))) all.add("services");
        if (!List.copyOf(one.nodes()).equals(List.copyOf(other.nodes()))) all.add("nodes");
        if (!List.copyOf(one.tasks()).equals(List.copyOf(other.tasks()))) all.add("tasks");
        if (!one.leaving().equals(other.leaving())) all.add("tasks that are leaving");
        if (!List.copyOf(one.tasksAwaitingPlacement()).equals(List.copyOf(other.tasksAwaitingPlacement()))) {
            all.add("tasks that wait for a node");
        }
        if (one.tasks().stream().anyMatch(task -> !one.heard(task.id()).equals(other.heard(task.id())))) {
            all.add("what services have heard of their tasks");
        }
        if (one.services().stream().anyMatch(service -> one.running(service.id()) != other.running(service.id()))) {
            all.add("how many tasks run");
        }
        return all;
    }
}
