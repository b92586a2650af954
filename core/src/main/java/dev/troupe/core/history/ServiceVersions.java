package dev.troupe.core.history;

import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.feed.Trail;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.name.NameBook;
import dev.troupe.core.name.NameEvent;
import dev.troupe.core.rule.Event;
import dev.troupe.core.service.ServiceEvent;
import dev.troupe.core.service.ServiceEvent.Created;
import dev.troupe.core.service.ServiceEvent.RolloutFinished;
import dev.troupe.core.service.ServiceEvent.RolloutPaused;
import dev.troupe.core.service.ServiceEvent.RolloutStarted;
import dev.troupe.core.service.ServiceEvent.SpecChanged;
import dev.troupe.core.service.UpdateStatus;
import dev.troupe.core.spec.ServiceSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** All specs a service has had, told from its facts; also of one that was removed. */
public final class ServiceVersions {

    private static final Set<Class<? extends Event>> TOLD = Set.of(
            Created.class,
            SpecChanged.class,
            RolloutStarted.class,
            RolloutPaused.class,
            RolloutFinished.class,
            ServiceEvent.Removed.class);

    private ServiceVersions() {}

    /** Oldest first; empty for a service that never was. */
    public static List<ServiceVersion> of(ServiceId service, Trail trail) {
        var entity = new EntityRef(EntityKind.SERVICE, service.value());
        var versions = new ArrayList<ServiceVersion>();
        for (var recorded : trail.onwards(entity, 1, TOLD, Integer.MAX_VALUE)) note(versions, recorded);
        return List.copyOf(versions);
    }

    private static void note(List<ServiceVersion> versions, Recorded recorded) {
        var at = recorded.fact().at();
        switch ((ServiceEvent) recorded.fact().event()) {
            case Created(var id, var spec, var limit) -> add(versions, recorded, spec, 0, Optional.empty());
            case SpecChanged(var spec, var specVersion, var previous, var status) ->
                add(versions, recorded, spec, specVersion, status);
            case RolloutStarted started -> ends(versions, "under way", Optional.empty());
            case RolloutPaused(var status) -> ends(versions, status.message(), Optional.of(at));
            case RolloutFinished(var status) -> ends(versions, status.message(), Optional.of(at));
            case ServiceEvent.Removed removed -> overtaken(versions, "the removal of the service", at);
            case ServiceEvent other -> throw new IllegalStateException("not asked for: " + other);
        }
    }

    private static void add(
            List<ServiceVersion> versions,
            Recorded recorded,
            ServiceSpec spec,
            long specVersion,
            Optional<UpdateStatus> status) {
        var number = versions.size() + 1;
        var at = recorded.fact().at();
        overtaken(versions, "version " + number, at);
        var returnsTo = status.isEmpty()
                ? Optional.<Integer>empty()
                : versions.reversed().stream()
                        .filter(earlier -> earlier.specVersion() == specVersion)
                        .map(ServiceVersion::number)
                        .findFirst();
        versions.add(new ServiceVersion(
                number, at, recorded.fact().cause(), spec, specVersion, returnsTo, "", Optional.empty()));
    }

    private static void overtaken(List<ServiceVersion> versions, String by, Instant at) {
        if (!versions.isEmpty() && versions.getLast().ending().equals("under way")) {
            ends(versions, "overtaken by " + by, Optional.of(at));
        }
    }

    private static void ends(List<ServiceVersion> versions, String ending, Optional<Instant> at) {
        var last = versions.removeLast();
        versions.add(new ServiceVersion(
                last.number(), last.at(), last.cause(), last.spec(), last.specVersion(), last.returnsTo(), ending, at));
    }

    /** A name is also freed when its service never came to be. */
    private static boolean hasBeen(ServiceId service, Trail trail) {
        return trail.first(new EntityRef(EntityKind.SERVICE, service.value()), Set.of(Created.class))
                .isPresent();
    }

    /** The service that had this name last, whatever its case, and is gone. */
    public static Optional<ServiceId> removed(String name, Trail trail) {
        var book = new EntityRef(EntityKind.NAMES, NameBook.ID);
        var wanted = name.toLowerCase(Locale.ROOT);
        for (var sequence = Trail.NEWEST; ; ) {
            var page = trail.back(book, sequence, Set.of(NameEvent.Freed.class), 500);
            for (var recorded : page) {
                if (recorded.fact().event() instanceof NameEvent.Freed(var freed, var service)
                        && freed.toLowerCase(Locale.ROOT).equals(wanted)
                        && hasBeen(service, trail)) return Optional.of(service);
            }
            if (page.size() < 500) return Optional.empty();
            sequence = page.getLast().sequence() - 1;
        }
    }
}
