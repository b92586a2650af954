package dev.troupe.app.running;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RandomIdsTest {

    @Test // OM-2
    void anIdHas25LettersAndDigitsAndNoTwoAreAlike() {
        var ids = Stream.generate(new RandomIds()).limit(2_000).toList();
        assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.matches("[0-9a-z]{25}"));
        assertThat(ids)
                .extracting(id -> id.charAt(0))
                .as("every digit may come first")
                .contains('0', 'z', '9', 'a');
    }

    @Test // OM-2
    void aSourceThatIsMadeAnewDoesNotBeginAnew() {
        var before = Stream.generate(new RandomIds()).limit(100).toList();
        var after = Stream.generate(new RandomIds()).limit(100).toList();
        assertThat(after).doesNotContainAnyElementsOf(before);
    }
}
