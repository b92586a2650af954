package dev.troupe.http.swarm;

import static dev.troupe.http.wire.Shape.ANYTHING;
import static dev.troupe.http.wire.Shape.COUNT;
import static dev.troupe.http.wire.Shape.FLAG;
import static dev.troupe.http.wire.Shape.Field.always;
import static dev.troupe.http.wire.Shape.Field.optional;
import static dev.troupe.http.wire.Shape.Field.pointer;
import static dev.troupe.http.wire.Shape.TEXT;
import static dev.troupe.http.wire.Shape.TEXTS_BY_NAME;
import static dev.troupe.http.wire.Shape.WHOLE;
import static dev.troupe.http.wire.Shape.struct;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.troupe.core.spec.Document;
import dev.troupe.core.swarm.Swarm;
import dev.troupe.core.swarm.SwarmSpec;
import dev.troupe.http.wire.Json;
import dev.troupe.http.wire.JsonOut;
import dev.troupe.http.wire.Malformed;
import dev.troupe.http.wire.Problem;
import dev.troupe.http.wire.Shape.Struct;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;

/** The swarm in Docker's words, and its settings in ours. */
public final class SwarmJson {
    private static final int SUBNET_SIZE = 24;
    static final int DATA_PATH_PORT = 4789;

    private static final Struct SPEC = struct(
            "Spec",
            optional("Name", TEXT),
            always("Labels", TEXTS_BY_NAME),
            always("Orchestration", struct("OrchestrationConfig", pointer("TaskHistoryRetentionLimit", WHOLE))),
            always(
                    "Raft",
                    struct(
                            "RaftConfig",
                            optional("SnapshotInterval", COUNT),
                            pointer("KeepOldSnapshots", COUNT),
                            optional("LogEntriesForSlowFollowers", COUNT),
                            always("ElectionTick", WHOLE),
                            always("HeartbeatTick", WHOLE))),
            always("Dispatcher", struct("DispatcherConfig", optional("HeartbeatPeriod", WHOLE))),
            always(
                    "CAConfig",
                    struct(
                            "CAConfig",
                            optional("NodeCertExpiry", WHOLE),
                            optional("ExternalCAs", ANYTHING),
                            optional("SigningCACert", TEXT),
                            optional("SigningCAKey", TEXT),
                            optional("ForceRotate", COUNT))),
            always("TaskDefaults", struct("TaskDefaults", pointer("LogDriver", ANYTHING))),
            always("EncryptionConfig", struct("EncryptionConfig", always("AutoLockManagers", FLAG))));

    /** What a swarm has where nobody said otherwise. Raft's settings are shown because clients expect them. */
    private static final String DEFAULTS = """
      {"Name":"default","Labels":{},"Orchestration":{"TaskHistoryRetentionLimit":5},\
      "Raft":{"SnapshotInterval":10000,"KeepOldSnapshots":0,"LogEntriesForSlowFollowers":500,\
      "ElectionTick":10,"HeartbeatTick":1},"Dispatcher":{"HeartbeatPeriod":5000000000},\
      "CAConfig":{"NodeCertExpiry":7776000000000000},"TaskDefaults":{},\
      "EncryptionConfig":{"AutoLockManagers":false}}""";

    private SwarmJson() {}

    /** As {@code docker info} shows it: without tokens. */
    public static void write(JsonOut json, Swarm.Active swarm) {
        json.field("ID", swarm.id());
        json.object("Version", () -> json.field("Index", swarm.version()));
        json.field("CreatedAt", swarm.createdAt()).field("UpdatedAt", swarm.updatedAt());
        json.raw("Spec", Json.text(settled(swarm.spec())));
        TlsInfo.of(swarm.rootCertificate()).write(json);
        json.field("RootRotationInProgress", false);
        json.none("DefaultAddrPool");
        json.field("SubnetSize", SUBNET_SIZE);
        json.field("DataPathPort", DATA_PATH_PORT);
    }

    static void writeWithTokens(JsonOut json, Swarm.Active swarm) {
        write(json, swarm);
        json.object(
                "JoinTokens", () -> json.field("Worker", swarm.workerToken()).field("Manager", swarm.managerToken()));
    }

    /** The whole spec as a document: defaults, then what was set, then what we act on. */
    private static ObjectNode settled(SwarmSpec spec) {
        var document = merged(
                Json.object(DEFAULTS),
                SPEC.canonical(Json.object(spec.document().json())));
        document.put("Name", spec.name().isEmpty() ? "default" : spec.name());
        var labels = document.putObject("Labels");
        new TreeMap<>(spec.labels()).forEach(labels::put);
        document.putObject("Orchestration").put("TaskHistoryRetentionLimit", spec.taskHistoryLimit());
        document.putObject("Dispatcher").put("HeartbeatPeriod", spec.heartbeat().toNanos());
        return document;
    }

    /** Objects field by field; a zero says nothing, as in Docker. */
    private static ObjectNode merged(ObjectNode base, ObjectNode over) {
        over.properties().forEach(entry -> {
            var value = entry.getValue();
            if (value instanceof ObjectNode inner && base.get(entry.getKey()) instanceof ObjectNode below) {
                merged(below, inner);
            } else if (!value.isNull() && !(value.isNumber() && value.doubleValue() == 0)) {
                base.set(entry.getKey(), value);
            }
        });
        return base;
    }

    private static final Duration SHORTEST_EXPIRY = Duration.ofHours(1); // CL-1

    /** The settings a client wants in place of {@code current}; absent parts stay as they are. */
    static SwarmSpec read(ObjectNode body, SwarmSpec current) {
        var wanted = SPEC.canonical(body);
        var name = wanted.path("Name").asText("default");
        if (!name.equals("default")) throw new Malformed("swarm spec must be named \"default\"");
        refuse(wanted);
        var labels = new TreeMap<String, String>();
        wanted.path("Labels")
                .properties()
                .forEach(entry -> labels.put(entry.getKey(), entry.getValue().asText()));
        var limit = wanted.path("Orchestration").path("TaskHistoryRetentionLimit");
        var heartbeat = wanted.path("Dispatcher").path("HeartbeatPeriod").asLong(0);
        var expiry =
                Duration.ofNanos(wanted.path("CAConfig").path("NodeCertExpiry").asLong(0));
        if (!expiry.isZero() && expiry.compareTo(SHORTEST_EXPIRY) < 0) {
            throw Problem.invalidArgument("minimum certificate expiry time is: 1h0m0s");
        }
        return new SwarmSpec(
                name,
                labels,
                limit.isMissingNode() ? current.taskHistoryLimit() : limit.intValue(),
                heartbeat == 0 ? current.heartbeat() : Duration.ofNanos(heartbeat),
                new Document(Json.text(merged(settled(current), wanted))));
    }

    private static void refuse(ObjectNode wanted) {
        if (wanted.path("EncryptionConfig").path("AutoLockManagers").asBoolean(false)) {
            throw Problem.unsupported("not supported by Troupe yet: EncryptionConfig.AutoLockManagers");
        }
        var authority = wanted.path("CAConfig");
        for (var field : List.of("ExternalCAs", "SigningCACert", "SigningCAKey", "ForceRotate")) {
            if (authority.has(field)
                    && !(authority.get(field).isArray() && authority.get(field).isEmpty())) {
                throw Problem.unsupported("not supported by Troupe yet: CAConfig." + field);
            }
        }
        if (wanted.path("TaskDefaults").path("LogDriver").hasNonNull("Name")) {
            throw Problem.unsupported("not supported by Troupe yet: TaskDefaults.LogDriver");
        }
    }
}
