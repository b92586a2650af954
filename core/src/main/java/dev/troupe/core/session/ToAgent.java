package dev.troupe.core.session;

import dev.troupe.core.id.TaskId;
import java.time.Duration;
import java.util.List;

/** What a manager says. */
public sealed interface ToAgent {

    /** The session stands. {@code heartbeat} is the period of {@link ToManager.Beat}. */
    record Welcome(String session, Duration heartbeat) implements ToAgent {}

    /**
     * Changes to what the node is to run: each assignment replaces what the agent knew of that task, unless its
     * desired state is lower (L-13); each dropped task is stopped and removed with its container (D-12).
     */
    record Change(String session, List<Assignment> assignments, List<TaskId> drop) implements ToAgent {}

    /** Everything up to report {@code number} is safe in the journal. */
    record Noted(String session, long number) implements ToAgent {}

    /** This session is not (or no longer) known here: say {@link ToManager.Hello} again. */
    record Reopen(String session) implements ToAgent {}
}
