package dev.troupe.http.services;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.troupe.core.spec.ContainerSpec;
import dev.troupe.core.spec.Document;
import dev.troupe.core.spec.EndpointSpec;
import dev.troupe.core.spec.HealthCheck;
import dev.troupe.core.spec.LogDriver;
import dev.troupe.core.spec.Mode;
import dev.troupe.core.spec.Mount;
import dev.troupe.core.spec.Placement;
import dev.troupe.core.spec.Platform;
import dev.troupe.core.spec.PortConfig;
import dev.troupe.core.spec.Resources;
import dev.troupe.core.spec.RestartPolicy;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.core.spec.TaskSpec;
import dev.troupe.core.spec.UpdatePolicy;
import dev.troupe.http.wire.Json;
import dev.troupe.http.wire.Malformed;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A settled document as a spec of ours: units, defaults and spelling end here. */
final class SpecReading {
    private static final Set<String> MOUNT_TYPES = Set.of("bind", "volume", "tmpfs", "npipe", "cluster", "image");
    private static final Set<String> PROTOCOLS = Set.of("tcp", "udp", "sctp");

    private SpecReading() {}

    static ServiceSpec read(ObjectNode settled) {
        var spec = new Part(settled);
        return new ServiceSpec(
                spec.text("Name"),
                spec.map("Labels"),
                task(SpecDocument.template(settled)),
                mode(spec.part("Mode")),
                spec.optional("UpdateConfig").map(SpecReading::policy),
                spec.optional("RollbackConfig").map(SpecReading::policy),
                spec.optional("EndpointSpec").map(SpecReading::endpoint).orElse(EndpointSpec.NONE),
                new Document(Json.text(settled)));
    }

    private static TaskSpec task(ObjectNode template) {
        var task = new Part(template);
        var resources = task.part("Resources");
        return new TaskSpec(
                container(task.part("ContainerSpec")),
                resources(resources.part("Limits")),
                resources(resources.part("Reservations")),
                task.optional("RestartPolicy").map(SpecReading::restart).orElse(RestartPolicy.DEFAULT),
                task.optional("Placement").map(SpecReading::placement).orElse(Placement.ANYWHERE),
                task.optional("LogDriver").map(driver -> new LogDriver(driver.text("Name"), driver.map("Options"))),
                task.number("ForceUpdate"),
                SpecDocument.essence(template),
                new Document(Json.text(template)));
    }

    private static ContainerSpec container(Part part) {
        return new ContainerSpec(
                part.text("Image"),
                part.texts("Command"),
                part.texts("Args"),
                part.texts("Env"),
                part.map("Labels"),
                part.optionalText("Hostname"),
                part.optionalText("Dir"),
                part.optionalText("User"),
                part.texts("Groups"),
                part.flag("TTY"),
                part.flag("OpenStdin"),
                part.flag("ReadOnly"),
                part.optionalFlag("Init"),
                part.optionalText("StopSignal"),
                part.optionalDuration("StopGracePeriod"),
                part.optional("Healthcheck").map(SpecReading::health),
                part.items("Mounts").map(SpecReading::mount).toList(),
                part.texts("Hosts"),
                part.optional("DNSConfig").map(SpecReading::dns).orElse(ContainerSpec.Dns.NONE),
                part.map("Sysctls"),
                part.texts("CapabilityAdd"),
                part.texts("CapabilityDrop"),
                part.items("Ulimits")
                        .map(limit -> new ContainerSpec.Ulimit(
                                limit.text("Name"), limit.number("Soft"), limit.number("Hard")))
                        .toList(),
                Optional.empty());
    }

    private static ContainerSpec.Dns dns(Part part) {
        return new ContainerSpec.Dns(part.texts("Nameservers"), part.texts("Search"), part.texts("Options"));
    }

    private static HealthCheck health(Part part) {
        return new HealthCheck(
                part.texts("Test"),
                part.duration("Interval"),
                part.duration("Timeout"),
                part.duration("StartPeriod"),
                part.duration("StartInterval"),
                part.small("Retries"));
    }

    private static Mount mount(Part part) {
        if (!MOUNT_TYPES.contains(part.text("Type"))) {
            throw new Malformed("invalid MountType: \"" + part.text("Type") + "\"");
        }
        var volume = part.part("VolumeOptions");
        var driver = volume.part("DriverConfig");
        var tmpfs = part.part("TmpfsOptions");
        return new Mount(
                part.text("Type"),
                part.text("Source"),
                part.text("Target"),
                part.flag("ReadOnly"),
                part.part("BindOptions").optionalText("Propagation"),
                volume.flag("NoCopy"),
                volume.map("Labels"),
                driver.optionalText("Name"),
                driver.map("Options"),
                tmpfs.number("SizeBytes"),
                tmpfs.small("Mode"));
    }

    private static Resources resources(Part part) {
        return new Resources(part.number("NanoCPUs"), part.number("MemoryBytes"), part.number("Pids"), generic(part));
    }

    private static Map<String, Long> generic(Part part) {
        var amounts = new HashMap<String, Long>();
        part.items("GenericResources")
                .flatMap(item -> item.optional("DiscreteResourceSpec").stream())
                .forEach(item -> amounts.merge(item.text("Kind"), item.number("Value"), Long::sum));
        return Map.copyOf(amounts);
    }

    private static RestartPolicy restart(Part part) {
        var condition = switch (part.text("Condition")) {
            case "any" -> RestartPolicy.Condition.ANY;
            case "none" -> RestartPolicy.Condition.NONE;
            case "on-failure" -> RestartPolicy.Condition.ON_FAILURE;
            case String other -> throw new Malformed("invalid RestartCondition: \"" + other + "\"");
        };
        return new RestartPolicy(
                condition,
                part.optionalDuration("Delay").orElse(RestartPolicy.DEFAULT_DELAY),
                part.small("MaxAttempts"),
                part.duration("Window"));
    }

    private static Placement placement(Part part) {
        return new Placement(
                part.texts("Constraints"),
                part.items("Preferences")
                        .flatMap(preference -> preference.optional("Spread").stream())
                        .map(spread -> spread.text("SpreadDescriptor"))
                        .toList(),
                part.small("MaxReplicas"),
                part.items("Platforms")
                        .map(platform -> new Platform(platform.text("OS"), platform.text("Architecture")))
                        .toList());
    }

    private static Mode mode(Part part) {
        return new Mode.Replicated(part.part("Replicated").signed("Replicas"));
    }

    /** A present policy's absent numbers are zero; only the monitor falls back by itself (OM-34). */
    private static UpdatePolicy policy(Part part) {
        var onFailure = switch (part.text("FailureAction")) {
            case "pause" -> UpdatePolicy.FailureAction.PAUSE;
            case "continue" -> UpdatePolicy.FailureAction.CONTINUE;
            case "rollback" -> UpdatePolicy.FailureAction.ROLLBACK;
            case String other -> throw new Malformed("unrecognized update failure action " + other);
        };
        var order = switch (part.text("Order")) {
            case "stop-first" -> UpdatePolicy.Order.STOP_FIRST;
            case "start-first" -> UpdatePolicy.Order.START_FIRST;
            case String other -> throw new Malformed("unrecognized update order " + other);
        };
        return new UpdatePolicy(
                part.small("Parallelism"),
                part.duration("Delay"),
                onFailure,
                part.optionalDuration("Monitor").orElse(UpdatePolicy.DEFAULT_MONITOR),
                part.ratio("MaxFailureRatio"),
                order);
    }

    private static EndpointSpec endpoint(Part part) {
        var mode = part.text("Mode");
        if (!mode.equals("vip") && !mode.equals("dnsrr"))
            throw new Malformed("invalid resolution mode: \"" + mode + "\"");
        return new EndpointSpec(mode, part.items("Ports").map(SpecReading::port).toList());
    }

    private static PortConfig port(Part part) {
        var protocol = part.text("Protocol");
        if (!PROTOCOLS.contains(protocol)) {
            throw new Malformed("invalid protocol of a published port: \"" + protocol + "\"");
        }
        var hostMode = switch (part.text("PublishMode")) {
            case "host" -> true;
            case "ingress" -> false;
            case String other -> throw new Malformed("invalid publish mode: \"" + other + "\"");
        };
        return new PortConfig(
                part.text("Name"), protocol, port(part, "TargetPort"), port(part, "PublishedPort"), hostMode);
    }

    private static int port(Part part, String name) {
        var number = part.number(name);
        if (number > 65535) throw new Malformed("invalid " + name + ": " + number + " is not a port");
        return (int) number;
    }
}
