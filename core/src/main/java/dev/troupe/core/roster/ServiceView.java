package dev.troupe.core.roster;

import dev.troupe.core.id.ServiceId;
import dev.troupe.core.service.UpdateStatus;
import dev.troupe.core.spec.ServiceSpec;
import java.time.Instant;
import java.util.Optional;

/** A service as lists show it. */
public record ServiceView(
        ServiceId id,
        ServiceSpec spec,
        long specVersion,
        Optional<ServiceSpec> previousSpec,
        Optional<UpdateStatus> updateStatus,
        long version,
        Instant createdAt,
        Instant updatedAt) {}
