package dev.troupe.http.services;

import static dev.troupe.http.wire.Shape.ANYTHING;
import static dev.troupe.http.wire.Shape.COUNT;
import static dev.troupe.http.wire.Shape.FLAG;
import static dev.troupe.http.wire.Shape.Field.always;
import static dev.troupe.http.wire.Shape.Field.optional;
import static dev.troupe.http.wire.Shape.Field.pointer;
import static dev.troupe.http.wire.Shape.REAL;
import static dev.troupe.http.wire.Shape.TEXT;
import static dev.troupe.http.wire.Shape.TEXTS;
import static dev.troupe.http.wire.Shape.TEXTS_BY_NAME;
import static dev.troupe.http.wire.Shape.WHOLE;
import static dev.troupe.http.wire.Shape.struct;

import dev.troupe.http.wire.Shape.ListOf;
import dev.troupe.http.wire.Shape.Struct;

/** Docker's service spec: which fields, of which type, in which order. Durations are nanoseconds. */
final class SpecShape {
    private SpecShape() {}

    private static final Struct DRIVER = struct("Driver", optional("Name", TEXT), optional("Options", TEXTS_BY_NAME));

    private static final Struct MOUNT = struct(
            "Mount",
            optional("Type", TEXT),
            optional("Source", TEXT),
            optional("Target", TEXT),
            optional("ReadOnly", FLAG),
            optional("Consistency", TEXT),
            pointer(
                    "BindOptions",
                    struct(
                            "BindOptions",
                            optional("Propagation", TEXT),
                            optional("NonRecursive", FLAG),
                            optional("CreateMountpoint", FLAG),
                            optional("ReadOnlyNonRecursive", FLAG),
                            optional("ReadOnlyForceRecursive", FLAG))),
            pointer(
                    "VolumeOptions",
                    struct(
                            "VolumeOptions",
                            optional("NoCopy", FLAG),
                            optional("Labels", TEXTS_BY_NAME),
                            optional("Subpath", TEXT),
                            pointer("DriverConfig", DRIVER))),
            pointer("ImageOptions", struct("ImageOptions", optional("Subpath", TEXT))),
            pointer(
                    "TmpfsOptions",
                    struct(
                            "TmpfsOptions",
                            optional("SizeBytes", WHOLE),
                            optional("Mode", COUNT),
                            optional("Options", new ListOf(TEXTS)))),
            pointer("ClusterOptions", ANYTHING));

    private static final Struct HEALTH = struct(
            "HealthConfig",
            optional("Test", TEXTS),
            optional("Interval", WHOLE),
            optional("Timeout", WHOLE),
            optional("StartPeriod", WHOLE),
            optional("StartInterval", WHOLE),
            optional("Retries", WHOLE));

    private static final Struct PRIVILEGES = struct(
            "Privileges",
            always("CredentialSpec", ANYTHING),
            always("SELinuxContext", ANYTHING),
            pointer("Seccomp", ANYTHING),
            pointer("AppArmor", ANYTHING),
            always("NoNewPrivileges", FLAG));

    private static final Struct FILE =
            struct("File", always("Name", TEXT), always("UID", TEXT), always("GID", TEXT), always("Mode", COUNT));

    private static final Struct CONTAINER = struct(
            "ContainerSpec",
            optional("Image", TEXT),
            optional("Labels", TEXTS_BY_NAME),
            optional("Command", TEXTS),
            optional("Args", TEXTS),
            optional("Hostname", TEXT),
            optional("Env", TEXTS),
            optional("Dir", TEXT),
            optional("User", TEXT),
            optional("Groups", TEXTS),
            pointer("Privileges", PRIVILEGES),
            pointer("Init", FLAG),
            optional("StopSignal", TEXT),
            optional("TTY", FLAG),
            optional("OpenStdin", FLAG),
            optional("ReadOnly", FLAG),
            optional("Mounts", new ListOf(MOUNT)),
            pointer("StopGracePeriod", WHOLE),
            pointer("Healthcheck", HEALTH),
            optional("Hosts", TEXTS),
            pointer(
                    "DNSConfig",
                    struct(
                            "DNSConfig",
                            optional("Nameservers", TEXTS),
                            optional("Search", TEXTS),
                            optional("Options", TEXTS))),
            optional(
                    "Secrets",
                    new ListOf(struct(
                            "SecretReference",
                            pointer("File", FILE),
                            always("SecretID", TEXT),
                            always("SecretName", TEXT)))),
            optional(
                    "Configs",
                    new ListOf(struct(
                            "ConfigReference",
                            pointer("File", FILE),
                            pointer("Runtime", ANYTHING),
                            always("ConfigID", TEXT),
                            always("ConfigName", TEXT)))),
            optional("Isolation", TEXT),
            optional("Sysctls", TEXTS_BY_NAME),
            optional("CapabilityAdd", TEXTS),
            optional("CapabilityDrop", TEXTS),
            optional(
                    "Ulimits",
                    new ListOf(struct("Ulimit", always("Name", TEXT), always("Hard", WHOLE), always("Soft", WHOLE)))),
            optional("OomScoreAdj", WHOLE));

    private static final Struct GENERIC_RESOURCE = struct(
            "GenericResource",
            pointer(
                    "NamedResourceSpec",
                    struct("NamedGenericResource", optional("Kind", TEXT), optional("Value", TEXT))),
            pointer(
                    "DiscreteResourceSpec",
                    struct("DiscreteGenericResource", optional("Kind", TEXT), optional("Value", WHOLE))));

    private static final Struct RESOURCES = struct(
            "ResourceRequirements",
            pointer(
                    "Limits",
                    struct(
                            "Limit",
                            optional("NanoCPUs", WHOLE),
                            optional("MemoryBytes", WHOLE),
                            optional("Pids", WHOLE))),
            pointer(
                    "Reservations",
                    struct(
                            "Resources",
                            optional("NanoCPUs", WHOLE),
                            optional("MemoryBytes", WHOLE),
                            optional("GenericResources", new ListOf(GENERIC_RESOURCE)))));

    private static final Struct RESTART = struct(
            "RestartPolicy",
            optional("Condition", TEXT),
            pointer("Delay", WHOLE),
            pointer("MaxAttempts", COUNT),
            pointer("Window", WHOLE));

    private static final Struct PLACEMENT = struct(
            "Placement",
            optional("Constraints", TEXTS),
            optional(
                    "Preferences",
                    new ListOf(struct(
                            "PlacementPreference",
                            pointer("Spread", struct("SpreadOver", always("SpreadDescriptor", TEXT)))))),
            optional("MaxReplicas", COUNT),
            optional(
                    "Platforms", new ListOf(struct("Platform", optional("Architecture", TEXT), optional("OS", TEXT)))));

    private static final Struct NETWORK = struct(
            "NetworkAttachmentConfig",
            optional("Target", TEXT),
            optional("Aliases", TEXTS),
            optional("DriverOpts", TEXTS_BY_NAME));

    static final Struct TASK = struct(
            "TaskSpec",
            pointer("ContainerSpec", CONTAINER),
            pointer("PluginSpec", ANYTHING),
            pointer("NetworkAttachmentSpec", ANYTHING),
            pointer("Resources", RESOURCES),
            pointer("RestartPolicy", RESTART),
            pointer("Placement", PLACEMENT),
            optional("Networks", new ListOf(NETWORK)),
            pointer("LogDriver", DRIVER),
            always("ForceUpdate", COUNT),
            optional("Runtime", TEXT));

    private static final Struct MODE = struct(
            "ServiceMode",
            pointer("Replicated", struct("ReplicatedService", pointer("Replicas", COUNT))),
            pointer("Global", struct("GlobalService")),
            pointer(
                    "ReplicatedJob",
                    struct("ReplicatedJob", pointer("MaxConcurrent", COUNT), pointer("TotalCompletions", COUNT))),
            pointer("GlobalJob", struct("GlobalJob")));

    private static final Struct UPDATE = struct(
            "UpdateConfig",
            always("Parallelism", COUNT),
            optional("Delay", WHOLE),
            optional("FailureAction", TEXT),
            optional("Monitor", WHOLE),
            always("MaxFailureRatio", REAL),
            always("Order", TEXT));

    private static final Struct ENDPOINT = struct(
            "EndpointSpec",
            optional("Mode", TEXT),
            optional(
                    "Ports",
                    new ListOf(struct(
                            "PortConfig",
                            optional("Name", TEXT),
                            optional("Protocol", TEXT),
                            optional("TargetPort", COUNT),
                            optional("PublishedPort", COUNT),
                            optional("PublishMode", TEXT)))));

    static final Struct SERVICE = struct(
            "ServiceSpec",
            optional("Name", TEXT),
            always("Labels", TEXTS_BY_NAME),
            always("TaskTemplate", TASK),
            always("Mode", MODE),
            pointer("UpdateConfig", UPDATE),
            pointer("RollbackConfig", UPDATE),
            optional("Networks", new ListOf(NETWORK)),
            pointer("EndpointSpec", ENDPOINT));
}
