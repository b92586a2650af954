package dev.troupe.core.service;

import dev.troupe.core.spec.ServiceSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What differs between two specs of a service, in few words. */
public final class SpecChanges {

    private SpecChanges() {}

    /** {@code image web:1 -> web:2, replicas 3 -> 5}. */
    public static String words(ServiceSpec before, ServiceSpec after) {
        var found = new ArrayList<String>();
        var was = before.task();
        var is = after.task();
        image(found, was.container().image(), is.container().image());
        pair(found, "replicas", before.replicas(), after.replicas());
        pair(found, "constraints", was.placement().constraints(), is.placement().constraints());
        pair(
                found,
                "replicas per node",
                was.placement().maxReplicasPerNode(),
                is.placement().maxReplicasPerNode());
        named(found, "reservations", was.reservations(), is.reservations());
        named(found, "limits", was.limits(), is.limits());
        named(found, "environment", was.container().env(), is.container().env());
        named(found, "command", command(before), command(after));
        named(found, "mounts", was.container().mounts(), is.container().mounts());
        named(
                found,
                "health check",
                was.container().healthCheck(),
                is.container().healthCheck());
        named(found, "restart policy", was.restart(), is.restart());
        named(found, "ports", before.endpoint(), after.endpoint());
        named(found, "labels", before.labels(), after.labels());
        named(found, "update policy", before.update(), after.update());
        named(found, "rollback policy", before.rollback(), after.rollback());
        if (was.forceUpdate() != is.forceUpdate()) found.add("forced");
        if (!found.isEmpty()) return String.join(", ", found);
        return before.document().equals(after.document()) ? "nothing in it differs" : "other settings";
    }

    private static List<List<String>> command(ServiceSpec spec) {
        return List.of(
                spec.task().container().command(), spec.task().container().args());
    }

    /** A digest is shown only where nothing else differs, and not in full. */
    private static void image(List<String> found, String was, String is) {
        var same = name(was).equals(name(is));
        pair(found, "image", same ? cut(was) : name(was), same ? cut(is) : name(is));
    }

    /** The image without its digest: {@code web:1}. */
    public static String name(String image) {
        var at = image.indexOf('@');
        return at < 0 ? image : image.substring(0, at);
    }

    private static String cut(String image) {
        var at = image.indexOf("@sha256:");
        return image.substring(0, at < 0 ? image.length() : Math.min(image.length(), at + "@sha256:".length() + 12));
    }

    private static void pair(List<String> found, String what, Object was, Object is) {
        if (!Objects.equals(was, is)) found.add(what + " " + was + " -> " + is);
    }

    private static void named(List<String> found, String what, Object was, Object is) {
        if (!Objects.equals(was, is)) found.add(what);
    }
}
