package dev.troupe.wire;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import dev.troupe.core.name.NameCommand;
import dev.troupe.core.node.NodeCommand;
import dev.troupe.core.rule.Refusal;
import dev.troupe.core.service.ServiceCommand;
import dev.troupe.core.session.ToAgent;
import dev.troupe.core.session.ToManager;
import dev.troupe.core.swarm.SwarmCommand;
import dev.troupe.core.task.TaskCommand;

/** What the cases of sealed types are called within a message: {@code {"kind": "update", ...}}. */
final class Kinds {

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    private interface Named {}

    private final JsonMapper.Builder mapper;

    private Kinds(JsonMapper.Builder mapper) {
        this.mapper = mapper;
    }

    private Kinds of(Class<?> sealed) {
        mapper.addMixIn(sealed, Named.class);
        return this;
    }

    private Kinds is(Class<?> type, String kind) {
        mapper.registerSubtypes(new NamedType(type, kind));
        return this;
    }

    static void addTo(JsonMapper.Builder mapper) {
        var kinds = new Kinds(mapper);
        kinds.of(ServiceCommand.class)
                .is(ServiceCommand.Create.class, "create")
                .is(ServiceCommand.Update.class, "update")
                .is(ServiceCommand.Rollback.class, "rollback")
                .is(ServiceCommand.ReturnTo.class, "return-to")
                .is(ServiceCommand.Remove.class, "remove")
                .is(ServiceCommand.Sight.class, "sight")
                .is(ServiceCommand.HearOfNode.class, "hear-of-node")
                .is(ServiceCommand.ReleaseDue.class, "release-due")
                .is(ServiceCommand.ReplaceSlots.class, "replace-slots")
                .is(ServiceCommand.ExpireSlots.class, "expire-slots")
                .is(ServiceCommand.GiveUp.class, "give-up")
                .is(ServiceCommand.FinishUpdate.class, "finish-update")
                .is(ServiceCommand.LimitHistory.class, "limit-history");
        kinds.of(TaskCommand.class)
                .is(TaskCommand.Create.class, "create")
                .is(TaskCommand.Desire.class, "desire")
                .is(TaskCommand.Assign.class, "assign")
                .is(TaskCommand.Explain.class, "explain")
                .is(TaskCommand.Observe.class, "observe")
                .is(TaskCommand.Reject.class, "reject")
                .is(TaskCommand.Orphan.class, "orphan")
                .is(TaskCommand.Delete.class, "delete");
        kinds.of(NodeCommand.class)
                .is(NodeCommand.Join.class, "join")
                .is(NodeCommand.Register.class, "register")
                .is(NodeCommand.Lose.class, "lose")
                .is(NodeCommand.Change.class, "change")
                .is(NodeCommand.Remove.class, "remove")
                .is(NodeCommand.Reserve.class, "reserve")
                .is(NodeCommand.Release.class, "release")
                .is(NodeCommand.HearNews.class, "hear-news");
        kinds.of(NameCommand.class).is(NameCommand.Claim.class, "claim").is(NameCommand.Free.class, "free");
        kinds.of(SwarmCommand.class)
                .is(SwarmCommand.Initialise.class, "initialise")
                .is(SwarmCommand.Change.class, "change")
                .is(SwarmCommand.Dissolve.class, "dissolve");
        kinds.of(Refusal.class)
                .is(Refusal.NotFound.class, "not-found")
                .is(Refusal.Invalid.class, "invalid")
                .is(Refusal.Precondition.class, "precondition")
                .is(Refusal.Conflict.class, "conflict")
                .is(Refusal.OutOfDate.class, "out-of-date")
                .is(Refusal.Unsupported.class, "unsupported")
                .is(Refusal.Unavailable.class, "unavailable");
        kinds.of(ToManager.class)
                .is(ToManager.Hello.class, "hello")
                .is(ToManager.Beat.class, "beat")
                .is(ToManager.Reports.class, "reports")
                .is(ToManager.Dropped.class, "dropped")
                .is(ToManager.Goodbye.class, "goodbye");
        kinds.of(ToAgent.class)
                .is(ToAgent.Welcome.class, "welcome")
                .is(ToAgent.Change.class, "change")
                .is(ToAgent.Noted.class, "noted")
                .is(ToAgent.Heard.class, "heard")
                .is(ToAgent.Reopen.class, "reopen");
    }
}
