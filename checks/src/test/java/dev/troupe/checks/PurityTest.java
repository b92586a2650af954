package dev.troupe.checks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Time, chance and identity come into core as arguments; else a replay would not be a replay. */
class PurityTest {

    private static final String NEW = "<init>";

    private static final Map<String, Set<String>> ASKS_THE_WORLD = Map.ofEntries(
            Map.entry("java.lang.System", Set.of("currentTimeMillis", "nanoTime", "getenv", "getProperty")),
            Map.entry("java.lang.Thread", Set.of("sleep", "start", "startVirtualThread")),
            Map.entry("java.lang.Math", Set.of("random")),
            Map.entry("java.time.Instant", Set.of("now")),
            Map.entry("java.time.LocalDate", Set.of("now")),
            Map.entry("java.time.LocalDateTime", Set.of("now")),
            Map.entry("java.time.OffsetDateTime", Set.of("now")),
            Map.entry("java.time.ZonedDateTime", Set.of("now")),
            Map.entry("java.time.Clock", Set.of("systemUTC", "systemDefaultZone", "system")),
            Map.entry("java.time.InstantSource", Set.of("system")),
            Map.entry("java.util.UUID", Set.of("randomUUID")),
            Map.entry("java.util.concurrent.ThreadLocalRandom", Set.of("current")),
            Map.entry("java.security.SecureRandom", Set.of(NEW, "getInstance", "getInstanceStrong")));

    /** Harmless with a seed, and a hidden one without. */
    private static final Set<String> NEED_A_SEED = Set.of("java.util.Random", "java.util.SplittableRandom");

    @Test
    void coreAsksForNoTimeNoChanceAndNoIdentity() {
        noClasses()
                .that()
                .resideInAPackage(Rooms.in("core"))
                .should()
                .accessTargetWhere(DescribedPredicate.describe("it asks the world", PurityTest::asksTheWorld))
                .check(Rooms.CLASSES);
    }

    /** Calls and method references alike. */
    private static boolean asksTheWorld(JavaAccess<?> access) {
        var owner = access.getTargetOwner().getName();
        var name = access.getTarget().getName();
        if (NEED_A_SEED.contains(owner)) return access.getTarget().getFullName().endsWith(NEW + "()");
        return ASKS_THE_WORLD.getOrDefault(owner, Set.of()).contains(name);
    }
}
