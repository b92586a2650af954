package dev.troupe.core.roster;

import dev.troupe.core.id.ServiceId;
import java.util.Collection;

/**
 * The real slots for a roster that is put in by hand. In core's package, since only there slots can be made: everybody else
 * is given those of facts.
 */
public final class GivenTasks {

    private GivenTasks() {}

    /** @param tasks of the service, in the order of their planning */
    public static ServiceSlots slotsOf(ServiceId service, Collection<TaskView> tasks) {
        var table = TaskTable.EMPTY;
        for (var task : tasks) table = table.put(task);
        return table.slots(service);
    }
}
