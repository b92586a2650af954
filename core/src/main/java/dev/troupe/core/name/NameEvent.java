package dev.troupe.core.name;

import dev.troupe.core.id.ServiceId;
import dev.troupe.core.rule.Event;

/** What has happened in the name book. */
public sealed interface NameEvent extends Event {

    record Claimed(String name, ServiceId service) implements NameEvent {}

    record Freed(String name, ServiceId service) implements NameEvent {}
}
