package dev.troupe.core.session;

import dev.troupe.core.id.TaskId;
import java.time.Duration;
import java.util.List;

/** What a manager says. */
public sealed interface ToAgent {

    /**
     * The session stands.
     *
     * @param heartbeat the period of {@link ToManager.Beat}
     * @param changes the number after which those of the coming changes count; higher than in any session of this name
     *     before
     */
    record Welcome(String session, Duration heartbeat, long changes) implements ToAgent {}

    /**
     * Changes to what the node is to run: each assignment replaces what the agent knew of that task, unless its
     * desired state is lower (L-13); each dropped task is stopped and removed with its container (D-12). Taken only
     * in the order of their numbers, which have no gaps; sent again until a {@link ToManager.Beat} shows that it was.
     */
    record Change(String session, long number, List<Assignment> assignments, List<TaskId> drop) implements ToAgent {}

    /** Report {@code number} is safe in the journal; nothing is said of earlier ones. */
    record Noted(String session, long number) implements ToAgent {}

    /** The answer to a {@link ToManager.Beat} that asked for one. */
    record Heard(String session) implements ToAgent {}

    /** This session is not (or no longer) known here: say {@link ToManager.Hello} again. */
    record Reopen(String session) implements ToAgent {}
}
