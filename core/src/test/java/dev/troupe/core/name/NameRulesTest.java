package dev.troupe.core.name;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.id.ServiceId;
import dev.troupe.core.name.NameCommand.Claim;
import dev.troupe.core.name.NameCommand.Free;
import dev.troupe.core.rule.Decision;
import dev.troupe.core.rule.Refusal;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who may have which name. */
class NameRulesTest {

    private static final ServiceId FIRST = new ServiceId("first");
    private static final ServiceId SECOND = new ServiceId("second");

    private NameBook book = NameBook.EMPTY;

    private Optional<Refusal> asks(NameCommand command) {
        return switch (NameRules.decide(book, command)) {
            case Decision.Accept<NameEvent>(var events) -> {
                for (var event : events) book = NameRules.evolve(book, event);
                yield Optional.empty();
            }
            case Decision.Refuse<NameEvent>(var why) -> Optional.of(why);
        };
    }

    @Test // OM-15
    void aNameBelongsToOneServiceWhateverItsCase() {
        assertThat(asks(new Claim("Web", FIRST))).isEmpty();
        assertThat(asks(new Claim("wEB", SECOND)))
                .hasValue(new Refusal.Conflict("name conflicts with an existing object: service wEB already exists"));
        assertThat(asks(new Claim("web", FIRST))).as("asked twice").isEmpty();
        assertThat(asks(new Claim("web2", SECOND))).isEmpty();
    }

    @Test // OM-15, R-16: at once, though containers of the first may still run.
    void aNameIsFreeAsSoonAsItsServiceIsGone() {
        asks(new Claim("web", FIRST));
        asks(new Free("WEB", FIRST));
        assertThat(asks(new Claim("web", SECOND))).isEmpty();
    }

    @Test
    void whoDoesNotHaveANameCannotFreeIt() {
        asks(new Claim("web", FIRST));
        asks(new Free("web", SECOND));
        assertThat(asks(new Claim("web", SECOND))).isPresent();
    }
}
