package dev.troupe.http.services;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.troupe.http.wire.Problem;
import java.util.ArrayList;
import java.util.List;

/** What a spec may ask of Docker but not of Troupe yet. Refused by name: nothing is silently left undone. */
final class Unsupported {
    private final List<String> complaints = new ArrayList<>();

    private Unsupported() {}

    static void refuse(ObjectNode settled) {
        var found = new Unsupported();
        found.look(new Part(settled));
        if (!found.complaints.isEmpty()) {
            throw Problem.unsupported("not supported by Troupe yet: " + String.join("; ", found.complaints));
        }
    }

    private void look(Part spec) {
        var task = spec.part("TaskTemplate");
        mode(spec.part("Mode"));
        if (task.has("PluginSpec")) complain("TaskTemplate.PluginSpec");
        if (task.has("NetworkAttachmentSpec")) complain("TaskTemplate.NetworkAttachmentSpec");
        if (!task.isEmptyAt("Networks") || !spec.isEmptyAt("Networks")) {
            complain("Networks (a service cannot be attached to networks)");
        }
        task.part("Resources")
                .part("Reservations")
                .items("GenericResources")
                .filter(resource -> resource.has("NamedResourceSpec"))
                .findFirst()
                .ifPresent(resource -> complain("NamedResourceSpec in Resources.Reservations.GenericResources"));
        container(task.part("ContainerSpec"));
        spec.part("EndpointSpec")
                .items("Ports")
                .filter(port -> port.text("PublishMode").equals("ingress"))
                .forEach(port -> complain("EndpointSpec.Ports with PublishMode ingress (port "
                        + port.number("TargetPort") + "): publish it with mode=host"));
    }

    private void mode(Part mode) {
        if (mode.has("Global")) complain("Mode.Global");
        if (mode.has("ReplicatedJob")) complain("Mode.ReplicatedJob");
        if (mode.has("GlobalJob")) complain("Mode.GlobalJob");
    }

    private void container(Part container) {
        if (!container.isEmptyAt("Secrets")) complain("ContainerSpec.Secrets");
        if (!container.isEmptyAt("Configs")) complain("ContainerSpec.Configs");
        if (container.number("OomScoreAdj") != 0) complain("ContainerSpec.OomScoreAdj");
        var privileges = container.part("Privileges");
        for (var name : List.of("CredentialSpec", "SELinuxContext", "Seccomp", "AppArmor")) {
            if (privileges.has(name)) complain("ContainerSpec.Privileges." + name);
        }
        if (privileges.flag("NoNewPrivileges")) complain("ContainerSpec.Privileges.NoNewPrivileges");
        container.items("Mounts").forEach(this::mount);
    }

    private void mount(Part mount) {
        var type = mount.text("Type");
        if (List.of("npipe", "cluster", "image").contains(type)) complain("mounts of type " + type);
        if (!mount.part("VolumeOptions").text("Subpath").isEmpty()) complain("VolumeOptions.Subpath");
        if (!mount.part("TmpfsOptions").isEmptyAt("Options")) complain("TmpfsOptions.Options");
        var bind = mount.part("BindOptions");
        for (var name : List.of("NonRecursive", "CreateMountpoint", "ReadOnlyNonRecursive", "ReadOnlyForceRecursive")) {
            if (bind.flag(name)) complain("BindOptions." + name);
        }
    }

    private void complain(String what) {
        complaints.add(what);
    }
}
