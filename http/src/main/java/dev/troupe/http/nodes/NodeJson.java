package dev.troupe.http.nodes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.troupe.core.node.NodeSpec;
import dev.troupe.core.node.Role;
import dev.troupe.core.roster.NodeView;
import dev.troupe.core.roster.Roster;
import dev.troupe.http.Stage;
import dev.troupe.http.swarm.TlsInfo;
import dev.troupe.http.wire.AvailabilityWord;
import dev.troupe.http.wire.JsonOut;
import dev.troupe.http.wire.Malformed;
import dev.troupe.http.wire.Shape;
import dev.troupe.http.wire.Shape.Field;
import java.util.List;
import java.util.TreeMap;

/** A node in Docker's words, and a node's spec in ours. */
public final class NodeJson {
    private static final Shape.Struct SPEC = Shape.struct(
            "NodeSpec",
            Field.optional("Name", Shape.TEXT),
            Field.always("Labels", Shape.TEXTS_BY_NAME),
            Field.optional("Role", Shape.TEXT),
            Field.optional("Availability", Shape.TEXT));

    private final TlsInfo tls;
    private final String leader;

    private NodeJson(TlsInfo tls, String leader) {
        this.tls = tls;
        this.leader = leader;
    }

    static NodeJson of(Roster roster) {
        return new NodeJson(
                TlsInfo.of(Stage.swarm(roster).rootCertificate()),
                Managers.leader(roster).map(view -> view.facts().id().value()).orElse(""));
    }

    void write(JsonOut json, NodeView view) {
        var facts = view.facts();
        var description = facts.description();
        json.field("ID", facts.id().value());
        json.object("Version", () -> json.field("Index", view.version()));
        json.field("CreatedAt", view.createdAt()).field("UpdatedAt", view.updatedAt());
        json.object(
                "Spec",
                () -> json.fieldIfAny("Name", facts.spec().name())
                        .map("Labels", facts.spec().labels())
                        .field("Role", facts.spec().role().word())
                        .field("Availability", facts.spec().availability().word()));
        json.object("Description", () -> {
            json.fieldIfAny("Hostname", description.hostname());
            json.object(
                    "Platform",
                    () -> json.fieldIfAny("Architecture", description.platform().architecture())
                            .fieldIfAny("OS", description.platform().os()));
            json.object("Resources", () -> {
                var resources = description.resources();
                json.fieldIfAny("NanoCPUs", resources.nanoCpus()).fieldIfAny("MemoryBytes", resources.memoryBytes());
                if (!resources.generic().isEmpty()) {
                    json.list(
                            "GenericResources",
                            new TreeMap<>(resources.generic()).entrySet(),
                            entry -> json.object(
                                    "DiscreteResourceSpec",
                                    () -> json.field("Kind", entry.getKey()).field("Value", entry.getValue())));
                }
            });
            json.object("Engine", () -> {
                json.fieldIfAny("EngineVersion", description.engineVersion());
                if (!description.engineLabels().isEmpty()) json.map("Labels", description.engineLabels());
                if (!description.plugins().isEmpty()) {
                    json.list(
                            "Plugins",
                            description.plugins(),
                            plugin -> json.field("Type", plugin.type()).field("Name", plugin.name()));
                }
            });
            tls.write(json);
        });
        json.object(
                "Status",
                () -> json.field("State", facts.state().word())
                        .fieldIfAny("Message", facts.message())
                        .fieldIfAny("Addr", facts.address()));
        if (Managers.manages(view)) {
            json.object(
                    "ManagerStatus",
                    () -> json.fieldIfTrue("Leader", facts.id().value().equals(leader))
                            .field("Reachability", Managers.reachability(view))
                            .field("Addr", Managers.address(view)));
        }
    }

    /** Role and availability are required (2.2). */
    static NodeSpec readSpec(ObjectNode body) {
        var spec = SPEC.canonical(body);
        var labels = new TreeMap<String, String>();
        spec.path("Labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().textValue()));
        return new NodeSpec(
                spec.path("Name").asText(""),
                labels,
                role(spec.path("Role").asText("")),
                AvailabilityWord.read(spec.path("Availability").asText("")));
    }

    private static Role role(String word) {
        return List.of(Role.values()).stream()
                .filter(role -> role.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new Malformed("invalid Role: \"" + word + "\""));
    }
}
