package dev.troupe.agent.task;

import dev.troupe.core.spec.ContainerSpec;
import dev.troupe.core.spec.Mount;

/** Which mounts make sense (E-6). */
final class MountRules {

    private MountRules() {}

    static void check(ContainerSpec container) {
        for (var mount : container.mounts()) check(mount);
    }

    private static void check(Mount mount) {
        if (!mount.target().startsWith("/")) {
            throw new Malformed("invalid mount target, must be an absolute path: " + mount.target());
        }
        switch (mount.type()) {
            case "bind" -> {
                if (!mount.source().startsWith("/")) {
                    throw new Malformed("invalid bind mount source, must be an absolute path: " + mount.source());
                }
            }
            case "volume" -> {
                if (mount.source().startsWith("/")) {
                    throw new Malformed("invalid volume mount source, must not be an absolute path: " + mount.source());
                }
            }
            case "tmpfs" -> {
                if (!mount.source().isEmpty()) throw new Malformed("invalid tmpfs source, source must be empty");
            }
            default -> throw new Malformed("invalid mount type: " + mount.type());
        }
    }
}
