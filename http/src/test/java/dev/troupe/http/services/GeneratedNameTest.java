package dev.troupe.http.services;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.rule.Fact;
import dev.troupe.core.service.ServiceEvent;
import dev.troupe.core.spec.ContainerSpec;
import dev.troupe.core.spec.ServiceSpec;
import dev.troupe.core.spec.TaskSpec;
import java.time.Instant;
import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** OM-16: the name of a service whose client gave none. */
class GeneratedNameTest {

    private static final long SEED = 7;

    private static Roster with(Roster roster, String name) {
        var id = new ServiceId("id-of-" + name);
        var created = new ServiceEvent.Created(
                id, ServiceSpec.of(name, 1, TaskSpec.of(ContainerSpec.of("alpine"), "alpine")), 5);
        return roster.with(new Recorded(
                roster.offset() + 1,
                new EntityRef(EntityKind.SERVICE, id.value()),
                1,
                new Fact<>(created, Instant.EPOCH, Cause.outside("a story", "story"))));
    }

    @Test // OM-16, OM-15
    void aNameThatIsTakenIsNotGivenAgain() {
        var roster = Roster.empty();
        var names = new HashSet<String>();
        for (var i = 0; i < 15; i++) { // The dice fall the same way each time.
            var name = GeneratedName.free(roster, new Random(SEED));
            assertThat(names.add(name)).as(name).isTrue();
            assertThat(name).matches("[a-z]+_[a-z]+");
            roster = with(roster, name);
        }
    }

    @Test // OM-16
    void twoClientsHardlyGetTheSame() {
        var names = new HashSet<String>();
        for (var seed = 0; seed < 100; seed++) names.add(GeneratedName.free(Roster.empty(), new Random(seed)));
        assertThat(names.size()).isGreaterThan(80);
    }
}
