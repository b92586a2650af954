package dev.troupe.core.name;

import dev.troupe.core.id.ServiceId;

/** What may be asked of the name book. */
public sealed interface NameCommand {

    /** Hold this name for this service; refused while another has it, whatever its case. */
    record Claim(String name, ServiceId service) implements NameCommand {}

    /** The service is gone, or never came to be. */
    record Free(String name, ServiceId service) implements NameCommand {}
}
