package dev.troupe.agent.driver.docker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.troupe.agent.driver.GenericResources;
import dev.troupe.core.id.NodeId;
import dev.troupe.core.spec.HealthCheck;
import dev.troupe.core.spec.Mount;
import dev.troupe.core.spec.PortConfig;
import dev.troupe.core.spec.TaskSpec;
import dev.troupe.core.task.TaskDraft;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A task in the words of {@code POST /containers/create}. */
final class ContainerJson {

    static final String TASK_ID = "com.docker.swarm.task.id";
    static final String NODE_ID = "com.docker.swarm.node.id";

    private ContainerJson() {}

    static ObjectNode of(TaskDraft draft, NodeId node) {
        var spec = draft.spec().container();
        var json = EngineClient.JSON.createObjectNode();
        json.put("Image", spec.image());
        if (!spec.command().isEmpty()) strings(json, "Entrypoint", spec.command()); // E-16
        if (!spec.args().isEmpty()) strings(json, "Cmd", spec.args());
        var env = new ArrayList<>(spec.env());
        env.addAll(GenericResources.env(draft.spec()));
        strings(json, "Env", env);
        strings(json.putObject("Labels"), labels(draft, node));
        spec.hostname().ifPresent(name -> json.put("Hostname", name));
        spec.dir().ifPresent(dir -> json.put("WorkingDir", dir));
        spec.user().ifPresent(user -> json.put("User", user));
        json.put("Tty", spec.tty());
        json.put("OpenStdin", spec.openStdin());
        spec.stopSignal().ifPresent(signal -> json.put("StopSignal", signal));
        json.put("StopTimeout", spec.stopGrace().toSeconds());
        spec.healthCheck().ifPresent(check -> health(json.putObject("Healthcheck"), check));
        var host = json.putObject("HostConfig");
        host(host, draft.spec());
        ports(
                json.putObject("ExposedPorts"),
                host.putObject("PortBindings"),
                draft.endpoint().ports());
        return json;
    }

    /** System labels over the user's own (E-17). */
    private static Map<String, String> labels(TaskDraft draft, NodeId node) {
        var labels = new LinkedHashMap<>(draft.spec().container().labels());
        labels.put("com.docker.swarm.task", "");
        labels.put(TASK_ID, draft.id().value());
        labels.put("com.docker.swarm.task.name", draft.name());
        labels.put(NODE_ID, node.value());
        labels.put("com.docker.swarm.service.id", draft.service().value());
        labels.put("com.docker.swarm.service.name", draft.serviceName());
        return labels;
    }

    private static void health(ObjectNode json, HealthCheck check) {
        strings(json, "Test", check.test());
        json.put("Interval", check.interval().toNanos());
        json.put("Timeout", check.timeout().toNanos());
        json.put("StartPeriod", check.startPeriod().toNanos());
        if (check.startInterval().isPositive())
            json.put("StartInterval", check.startInterval().toNanos());
        json.put("Retries", check.retries());
    }

    private static void host(ObjectNode json, TaskSpec task) {
        var spec = task.container();
        json.putObject("RestartPolicy").put("Name", "no"); // Each runs once (E-12).
        json.put("ReadonlyRootfs", spec.readOnly());
        spec.init().ifPresent(init -> json.put("Init", init));
        strings(json, "GroupAdd", spec.groups());
        strings(
                json,
                "ExtraHosts",
                spec.hosts().stream().flatMap(ContainerJson::hosts).toList());
        strings(json, "Dns", spec.dns().nameservers());
        strings(json, "DnsSearch", spec.dns().search());
        strings(json, "DnsOptions", spec.dns().options());
        strings(json.putObject("Sysctls"), spec.sysctls());
        strings(json, "CapAdd", spec.capabilityAdd());
        strings(json, "CapDrop", spec.capabilityDrop());
        var ulimits = json.putArray("Ulimits");
        for (var limit : spec.ulimits()) {
            ulimits.addObject()
                    .put("Name", limit.name())
                    .put("Soft", limit.soft())
                    .put("Hard", limit.hard());
        }
        json.put("NanoCpus", task.limits().nanoCpus());
        json.put("Memory", task.limits().memoryBytes());
        json.put("MemoryReservation", task.reservations().memoryBytes());
        if (task.limits().pids() != 0) json.put("PidsLimit", task.limits().pids());
        task.logDriver().ifPresent(driver -> {
            var log = json.putObject("LogConfig").put("Type", driver.name());
            strings(log.putObject("Config"), driver.options());
        });
        var mounts = json.putArray("Mounts");
        for (var mount : spec.mounts()) mount(mounts.addObject(), mount);
    }

    /** {@code 10.1.2.3 db db2}, as services have it, becomes {@code db:10.1.2.3} and {@code db2:10.1.2.3}. */
    private static Stream<String> hosts(String line) {
        var words = List.of(line.strip().split("\\s+"));
        if (words.size() == 1) return words.stream();
        return words.stream().skip(1).map(name -> name + ":" + words.getFirst());
    }

    private static void mount(ObjectNode json, Mount mount) {
        json.put("Type", mount.type());
        json.put("Source", mount.source());
        json.put("Target", mount.target());
        json.put("ReadOnly", mount.readOnly());
        switch (mount.type()) {
            case "bind" ->
                mount.propagation()
                        .ifPresent(mode -> json.putObject("BindOptions").put("Propagation", mode));
            case "volume" -> {
                var options = json.putObject("VolumeOptions").put("NoCopy", mount.noCopy());
                strings(options.putObject("Labels"), mount.volumeLabels());
                mount.volumeDriver().ifPresent(name -> {
                    var driver = options.putObject("DriverConfig").put("Name", name);
                    strings(driver.putObject("Options"), mount.volumeDriverOptions());
                });
            }
            case "tmpfs" -> {
                var options = json.putObject("TmpfsOptions").put("SizeBytes", mount.tmpfsSizeBytes());
                if (mount.tmpfsMode() != 0) options.put("Mode", mount.tmpfsMode());
            }
            default -> {} // Refused before it comes here (E-6).
        }
    }

    /** Host mode only; ports of the routing mesh are not the container's (E-18). */
    private static void ports(ObjectNode exposed, ObjectNode bindings, List<PortConfig> ports) {
        for (var port : ports) {
            if (!port.hostMode()) continue;
            var key = port.target() + "/" + port.protocol();
            exposed.putObject(key);
            bindings.withArrayProperty(key)
                    .addObject()
                    .put("HostPort", port.published() == 0 ? "" : Integer.toString(port.published()));
        }
    }

    private static void strings(ObjectNode json, String field, List<String> values) {
        var array = json.putArray(field);
        values.forEach(array::add);
    }

    private static void strings(ObjectNode json, Map<String, String> values) {
        values.forEach(json::put);
    }
}
