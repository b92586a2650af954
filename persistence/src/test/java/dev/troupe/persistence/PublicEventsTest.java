package dev.troupe.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.troupe.core.rule.Event;
import dev.troupe.core.swarm.SwarmEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the stream shows of an event, with every part of it filled in. */
class PublicEventsTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Whoever adds a field that sounds like a secret either leaves it out of the stream or says here why not. */
    private static final Pattern SOUNDS_SECRET =
            Pattern.compile("(?i).*(key|token|secret|auth|passw|credential|private).*");

    private final PublicEvents events = new PublicEvents();

    @ParameterizedTest
    @MethodSource("dev.troupe.persistence.EventCatalogueTest#events")
    void nothingThatSoundsLikeASecretIsShown(Class<? extends Event> type) throws IOException {
        assertThat(fields(MAPPER.readTree(events.json(Filled.full().make(type)))))
                .noneMatch(field -> SOUNDS_SECRET.matcher(field).matches());
    }

    @ParameterizedTest
    @MethodSource("dev.troupe.persistence.EventCatalogueTest#events")
    void allElseIsAsInTheJournal(Class<? extends Event> type) throws IOException {
        var event = Filled.full().make(type);
        var whole = fields(MAPPER.readTree(Payload.mapper().writeValueAsString(event)));
        whole.removeIf(field -> SOUNDS_SECRET.matcher(field).matches());
        assertThat(fields(MAPPER.readTree(events.json(event)))).isEqualTo(whole);
    }

    @Test
    void theJournalItselfKeepsThem() throws IOException {
        var founded = Filled.full().make(SwarmEvent.Initialised.class);
        assertThat(fields(MAPPER.readTree(Payload.mapper().writeValueAsString(founded))))
                .contains("rootKey", "workerToken", "managerToken");
    }

    private static List<String> fields(JsonNode node) {
        var names = new ArrayList<String>();
        node.fieldNames().forEachRemaining(names::add);
        node.forEach(inside -> names.addAll(fields(inside)));
        return names;
    }
}
