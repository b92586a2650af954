package dev.troupe.agent.driver;

import dev.troupe.core.id.TaskId;
import dev.troupe.core.node.NodeDescription;
import dev.troupe.core.session.LogLine;
import dev.troupe.core.session.LogQuery;
import dev.troupe.core.task.TaskDraft;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * What runs the tasks of one node (E-1). No method blocks its caller; each stage fails with a {@link DriverTrouble}.
 * Every operation may be asked again, also after a crash at any point: "already so" is success.
 */
public interface Driver extends AutoCloseable {

    /** What this node is and has. Asked again every now and then (D-20). */
    CompletionStage<NodeDescription> describe();

    /** What is still there of the tasks of this node, say after a restart of Troupe (D-21). */
    CompletionStage<List<Found>> adopt();

    /**
     * Gets ready without starting: image, container (E-3 to E-5). All that the later operations need is kept by the
     * driver, durably where its tasks outlive this JVM.
     *
     * @param draft its templates already expanded (TP-4)
     */
    CompletionStage<Condition.Created> prepare(TaskDraft draft);

    /**
     * Starts what was prepared, once. Answers {@link Condition.Up} when it runs and, where it has a health check, is
     * healthy (E-8); or {@link Condition.Unhealthy} or {@link Condition.Ended} when that will not come.
     */
    CompletionStage<Condition> start(TaskId task);

    /** Answers when it has ended, or has become unhealthy. */
    CompletionStage<Condition> await(TaskId task);

    /**
     * Stops it: the signal, then, after the grace, a kill (E-13). Cancels a {@link #prepare} or {@link #start} under way,
     * whose stage then fails as {@link DriverTrouble.Kind#CANCELLED}. Answers how it ended; empty when it never ran or
     * is not there.
     */
    CompletionStage<Optional<Condition.Ended>> stop(TaskId task, StopOrder order);

    /** Ends it at once, without asking. */
    CompletionStage<Void> kill(TaskId task);

    /** Kills what still runs of it and forgets it, with all that was made for it only (E-15). */
    CompletionStage<Void> remove(TaskId task);

    /** What it has written (E-20, E-21). One subscriber. */
    Flow.Publisher<LogLine> logs(TaskId task, LogQuery query);

    /**
     * Asks the image's registry what its name stands for at this moment.
     *
     * @param auth the client's {@code X-Registry-Auth}, word for word
     */
    CompletionStage<ResolvedImage> resolve(String image, Optional<String> auth);

    /**
     * All tasks of this node die at once, as when the power fails; for trying failover. Stages under way are never
     * answered. {@link #adopt} tells afterwards what was left.
     */
    CompletionStage<Void> cutPower();

    /** Lets go of connections; the tasks run on where they can. */
    @Override
    void close();
}
