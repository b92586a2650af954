package dev.troupe.http.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NearestTest {

    private static final List<String> EVENTS =
            List.of("service.created", "service.changed", "service.removed", "task.created", "node.went-down");

    @ParameterizedTest
    @CsvSource({"exprot", "expor", "exxport", "axport", "EXPORT"})
    void oneSlipOfTheFingerIsSeenThrough(String typed) {
        assertThat(Nearest.to(typed, List.of("import", "export", "verify"))).contains("export");
    }

    @Test
    void theNearestComesFirstAndEquallyNearOnesByName() {
        assertThat(Nearest.to("services", List.of("services", "service", "serviced")))
                .containsExactly("services", "service", "serviced");
        assertThat(Nearest.to("cat", List.of("rat", "bat", "cat"))).containsExactly("cat", "bat", "rat");
    }

    @Test
    void capitalOrSmallMakesNoDifference() {
        assertThat(Nearest.to("FRONTEND", List.of("FrontEnd", "backend"))).containsExactly("FrontEnd");
    }

    @Test
    void threeAtMost() {
        assertThat(Nearest.to("cat", List.of("rat", "hat", "fat", "bat"))).containsExactly("bat", "fat", "hat");
    }

    @ParameterizedTest
    @ValueSource(strings = {"exrpto", "xyz", "e", ""})
    void whatIsFurtherOffWasNotMeant(String typed) {
        assertThat(Nearest.to(typed, List.of("import", "export"))).isEmpty();
    }

    @Test
    void aLongerWordMayHaveMoreSlips() {
        assertThat(Nearest.to("srevice.craeted", EVENTS)).containsExactly("service.created");
        assertThat(Nearest.to("srevice.craetde", EVENTS)).isEmpty();
    }
}
