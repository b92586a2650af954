package dev.troupe.wire;

import dev.troupe.actors.name.NameBookActor;
import dev.troupe.actors.node.NodeActor;
import dev.troupe.actors.post.Reply;
import dev.troupe.actors.post.Stored;
import dev.troupe.actors.scheduler.SchedulerActor;
import dev.troupe.actors.service.ServiceActor;
import dev.troupe.actors.swarm.SwarmActor;
import dev.troupe.actors.task.TaskActor;
import dev.troupe.core.session.ToAgent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What every message between managers is called. Names are ours: classes may be renamed at will, also between two
 * releases that run side by side. Changing what a message carries follows the rule of events ({@link
 * dev.troupe.persistence.EventCatalogue}): what may be empty is simply added; anything else is a new version, which one
 * release reads before the next one says it (docs/adr/0007). A test asks the sealed protocols that none is missing here.
 */
final class MessageCatalogue {

    private static final Map<Class<?>, String> NAMES = new LinkedHashMap<>();
    private static final Map<String, Class<?>> TYPES = new LinkedHashMap<>();

    private MessageCatalogue() {}

    private static void name(Class<?> type, String name) {
        NAMES.put(type, name);
        if (TYPES.put(name, type) != null) throw new IllegalStateException("two messages are called " + name);
    }

    static {
        name(ServiceActor.Message.Ask.class, "service.ask/1");
        name(ServiceActor.Message.Tell.class, "service.tell/1");
        name(ServiceActor.Message.Report.class, "service.report/1");
        name(ServiceActor.Message.News.class, "service.news/1");
        name(ServiceActor.Message.Take.class, "service.take/1");
        name(ServiceActor.Message.Look.class, "service.look/1");

        name(TaskActor.Message.Tell.class, "task.tell/1");
        name(TaskActor.Message.Observed.class, "task.observed/1");
        name(TaskActor.Message.Heard.class, "task.heard/1");
        name(TaskActor.Message.Withdrawn.class, "task.withdrawn/1");
        name(TaskActor.Message.Redeliver.class, "task.redeliver/1");
        name(TaskActor.Message.Look.class, "task.look/1");

        name(NodeActor.Message.Ask.class, "node.ask/1");
        name(NodeActor.Message.Tell.class, "node.tell/1");
        name(NodeActor.Message.FromAgent.class, "node.from-agent/1");
        name(NodeActor.Message.Deliver.class, "node.deliver/1");
        name(NodeActor.Message.Withdraw.class, "node.withdraw/1");
        name(NodeActor.Message.Stored.class, "node.stored/1");
        name(NodeActor.Message.Flush.class, "node.flush/1");
        name(NodeActor.Message.Judge.class, "node.judge/1");
        name(NodeActor.Message.Look.class, "node.look/1");

        name(NameBookActor.Message.Ask.class, "names.ask/1");
        name(NameBookActor.Message.Tell.class, "names.tell/1");
        name(NameBookActor.Message.Look.class, "names.look/1");

        name(SwarmActor.Message.Ask.class, "swarm.ask/1");
        name(SwarmActor.Message.Look.class, "swarm.look/1");

        name(SchedulerActor.Message.RosterMoved.class, "scheduler.roster-moved/1");
        name(SchedulerActor.Message.Round.class, "scheduler.round/1");
        name(SchedulerActor.Message.Ping.class, "scheduler.ping/1");

        name(Reply.Done.class, "reply.done/1");
        name(Reply.Refused.class, "reply.refused/1");
        name(Stored.class, "stored/1");

        name(ToAgent.Welcome.class, "agent.welcome/1");
        name(ToAgent.Change.class, "agent.change/1");
        name(ToAgent.Noted.class, "agent.noted/1");
        name(ToAgent.Heard.class, "agent.heard/1");
        name(ToAgent.Reopen.class, "agent.reopen/1");
    }

    /** The name that a message is said under; throws {@link IllegalArgumentException} for what is not one. */
    static String nameOf(Object message) {
        var name = NAMES.get(message.getClass());
        if (name == null) throw new IllegalArgumentException("no message: " + message.getClass());
        return name;
    }

    /** Absent: said by another release, and not known here. */
    static Optional<Class<?>> typeOf(String name) {
        return Optional.ofNullable(TYPES.get(name));
    }
}
