package dev.troupe.core.node;

/** A port of a node that one task holds alone. */
public record HostPort(String protocol, int port) {}
