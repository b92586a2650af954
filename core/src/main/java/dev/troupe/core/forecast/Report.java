package dev.troupe.core.forecast;

import java.time.Duration;
import java.util.List;

/**
 * How one run went.
 *
 * @param words what the swarm itself said of its end, where it said something
 * @param took from the order to the end; to the last thing that happened, when there was no end
 * @param lowest for each service concerned
 * @param waiting tasks that had no node in the end
 * @param tasksFailed how many tasks ended by themselves
 * @param nodesLost host names
 */
public record Report(
        Ending ending,
        String words,
        Duration took,
        List<Low> lowest,
        List<Waiting> waiting,
        int tasksFailed,
        List<String> nodesLost) {

    /** How a run can end. */
    public enum Ending {
        /** All is as it was ordered. */
        COMPLETED("completes"),
        PAUSED("pauses"),
        ROLLED_BACK("rolls back"),
        ROLLBACK_PAUSED("rolls back, and pauses in that"),
        /** Nothing happens any more, and yet something is missing. */
        STUCK("gets stuck"),
        /** It goes on and on. */
        UNFINISHED("does not come to an end");

        private final String does;

        Ending(String does) {
            this.does = does;
        }

        /** "7 runs: it ..." */
        public String does() {
            return does;
        }
    }

    /**
     * The lowest number of tasks of a service that ran at one time.
     *
     * @param wanted how many should, all the time: the smaller number of replicas before and after
     * @param after how long after the order that was first so
     */
    public record Low(String service, int wanted, int running, Duration after) {}

    /** @param why in the scheduler's words */
    public record Waiting(String task, String why) {}
}
