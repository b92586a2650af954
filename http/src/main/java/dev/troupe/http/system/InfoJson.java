package dev.troupe.http.system;

import dev.troupe.core.node.NodeDescription;
import dev.troupe.core.roster.NodeView;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.roster.TaskView;
import dev.troupe.core.swarm.Swarm;
import dev.troupe.core.task.TaskState;
import dev.troupe.http.HostFacts;
import dev.troupe.http.nodes.Managers;
import dev.troupe.http.swarm.SwarmJson;
import dev.troupe.http.wire.JsonOut;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** {@code docker info}: every field clients look at, with the right type (2.7). */
final class InfoJson {
    private final JsonOut json;
    private final HostFacts host;
    private final Roster roster;
    private final Optional<NodeView> local;

    InfoJson(JsonOut json, HostFacts host, Roster roster) {
        this.json = json;
        this.host = host;
        this.roster = roster;
        this.local = Managers.leader(roster);
    }

    void write() {
        json.field("ID", host.id());
        containers(local.map(node -> roster.tasksOn(node.facts().id())).orElse(List.of()));
        json.field("Images", 0).field("Driver", "troupe");
        json.words("DriverStatus", List.of());
        json.object("Plugins", this::plugins);
        for (var ability : List.of(
                "MemoryLimit",
                "SwapLimit",
                "CpuCfsPeriod",
                "CpuCfsQuota",
                "CPUShares",
                "CPUSet",
                "PidsLimit",
                "IPv4Forwarding")) {
            json.field(ability, true);
        }
        json.field("Debug", false).field("NFd", 0).field("OomKillDisable", false);
        json.field("NGoroutines", Thread.activeCount()).field("SystemTime", Instant.now());
        json.field("LoggingDriver", "json-file").field("CgroupDriver", "none").field("NEventsListener", 0);
        json.field("KernelVersion", host.kernelVersion()).field("OperatingSystem", host.operatingSystem());
        json.field("OSVersion", "").field("OSType", "linux").field("Architecture", host.architecture());
        json.field("IndexServerAddress", "https://index.docker.io/v1/");
        json.object(
                "RegistryConfig",
                () -> json.words("InsecureRegistryCIDRs", List.of("127.0.0.0/8"))
                        .object("IndexConfigs", () -> {})
                        .words("Mirrors", List.of()));
        json.field("NCPU", host.cpus()).field("MemTotal", host.memoryBytes()).none("GenericResources");
        json.field("DockerRootDir", host.dataDirectory());
        json.field("HttpProxy", "").field("HttpsProxy", "").field("NoProxy", "");
        json.field("Name", host.name()).words("Labels", List.of()).field("ExperimentalBuild", false);
        json.field("ServerVersion", host.version());
        json.object("Runtimes", () -> json.object("troupe", () -> json.field("path", "troupe")));
        json.field("DefaultRuntime", "troupe");
        json.object("Swarm", this::swarm);
        json.field("LiveRestoreEnabled", true).field("Isolation", "").field("InitBinary", "");
        for (var part : List.of("ContainerdCommit", "RuncCommit", "InitCommit")) {
            json.object(part, () -> json.field("ID", "").field("Expected", ""));
        }
        json.words("SecurityOptions", List.of()).none("Warnings");
    }

    private void containers(Collection<TaskView> tasks) {
        var made = tasks.stream()
                .filter(task -> task.status().container().isPresent())
                .count();
        var running = tasks.stream()
                .filter(task -> task.status().state() == TaskState.RUNNING)
                .count();
        json.field("Containers", Math.max(made, running))
                .field("ContainersRunning", running)
                .field("ContainersPaused", 0)
                .field("ContainersStopped", Math.max(made, running) - running);
    }

    private void plugins() {
        var plugins = local.map(node -> node.facts().description().plugins()).orElse(List.of());
        json.words("Volume", named("Volume", plugins)).words("Network", named("Network", plugins));
        json.none("Authorization");
        json.words("Log", named("Log", plugins));
    }

    private static List<String> named(String type, List<NodeDescription.Plugin> plugins) {
        return plugins.stream()
                .filter(plugin -> plugin.type().equals(type))
                .map(NodeDescription.Plugin::name)
                .sorted()
                .toList();
    }

    private void swarm() {
        switch (roster.swarm()) {
            case Swarm.Active active -> active(active);
            case Swarm.Inactive none ->
                json.field("NodeID", "")
                        .field("NodeAddr", "")
                        .field("LocalNodeState", "inactive")
                        .field("ControlAvailable", false)
                        .field("Error", "")
                        .none("RemoteManagers");
        }
    }

    private void active(Swarm.Active swarm) {
        json.field("NodeID", local.map(node -> node.facts().id().value()).orElse(""));
        json.field("NodeAddr", local.map(node -> node.facts().address()).orElse(""));
        json.field("LocalNodeState", "active").field("ControlAvailable", true).field("Error", "");
        var managers = Managers.of(roster);
        json.list(
                "RemoteManagers",
                managers,
                manager -> json.field("NodeID", manager.facts().id().value()).field("Addr", Managers.address(manager)));
        json.field("Nodes", roster.nodes().size()).field("Managers", managers.size());
        json.object("Cluster", () -> SwarmJson.write(json, swarm));
    }
}
