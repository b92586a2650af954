package dev.troupe.core.placement;

import dev.troupe.core.id.NodeId;
import dev.troupe.core.node.Availability;
import dev.troupe.core.node.NodeDescription;
import dev.troupe.core.node.NodeFacts;
import dev.troupe.core.node.NodeSpec;
import dev.troupe.core.node.NodeState;
import dev.troupe.core.node.Role;
import dev.troupe.core.spec.Platform;
import dev.troupe.core.spec.Resources;
import java.util.List;
import java.util.Map;

/** Nodes for stories: ready, active workers of four CPUs and eight gigabytes, changed one aspect at a time. */
public final class TestNodes {

  public static final long CPU = 1_000_000_000L;
  public static final long GIB = 1L << 30;

  private TestNodes() {}

  public static NodeFacts node(String id) {
    return new NodeFacts(
        new NodeId(id),
        new NodeSpec("", Map.of(), Role.WORKER, Availability.ACTIVE),
        new NodeDescription(
            id + "-host",
            new Platform("linux", "x86_64"),
            new Resources(4 * CPU, 8 * GIB, 0, Map.of()),
            "29.0.0",
            Map.of(),
            List.of()),
        NodeState.READY,
        "",
        Role.WORKER,
        "10.0.0.7");
  }

  public static NodeFacts with(NodeFacts node, Role role) {
    return new NodeFacts(
        node.id(), node.spec(), node.description(), node.state(), node.message(), role, node.address());
  }

  public static NodeFacts with(NodeFacts node, NodeState state) {
    return new NodeFacts(
        node.id(), node.spec(), node.description(), state, node.message(), node.role(), node.address());
  }

  public static NodeFacts with(NodeFacts node, Availability availability) {
    var spec = new NodeSpec(node.spec().name(), node.spec().labels(), node.spec().role(), availability);
    return with(node, spec);
  }

  public static NodeFacts with(NodeFacts node, NodeSpec spec) {
    return new NodeFacts(
        node.id(), spec, node.description(), node.state(), node.message(), node.role(), node.address());
  }

  public static NodeFacts with(NodeFacts node, NodeDescription description) {
    return new NodeFacts(
        node.id(), node.spec(), description, node.state(), node.message(), node.role(), node.address());
  }

  public static NodeFacts with(NodeFacts node, Resources resources) {
    var d = node.description();
    return with(
        node,
        new NodeDescription(
            d.hostname(), d.platform(), resources, d.engineVersion(), d.engineLabels(), d.plugins()));
  }

  public static NodeFacts with(NodeFacts node, Platform platform) {
    var d = node.description();
    return with(
        node,
        new NodeDescription(
            d.hostname(), platform, d.resources(), d.engineVersion(), d.engineLabels(), d.plugins()));
  }

  public static NodeFacts withPlugins(NodeFacts node, NodeDescription.Plugin... plugins) {
    var d = node.description();
    return with(
        node,
        new NodeDescription(
            d.hostname(), d.platform(), d.resources(), d.engineVersion(), d.engineLabels(), List.of(plugins)));
  }

  public static NodeFacts labelled(NodeFacts node, String key, String value) {
    return with(
        node,
        new NodeSpec(
            node.spec().name(), Map.of(key, value), node.spec().role(), node.spec().availability()));
  }

  public static NodeFacts engineLabelled(NodeFacts node, String key, String value) {
    var d = node.description();
    return with(
        node,
        new NodeDescription(
            d.hostname(), d.platform(), d.resources(), d.engineVersion(), Map.of(key, value), d.plugins()));
  }

  public static NodeFacts at(NodeFacts node, String address) {
    return new NodeFacts(
        node.id(), node.spec(), node.description(), node.state(), node.message(), node.role(), address);
  }
}
