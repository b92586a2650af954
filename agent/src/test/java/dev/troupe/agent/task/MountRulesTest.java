package dev.troupe.agent.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.troupe.agent.Drafts;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MountRulesTest {

    @ParameterizedTest // E-6
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            bind   | /data | /x | fine
            bind   | /data | x  | invalid mount target, must be an absolute path: x
            bind   | data  | /x | invalid bind mount source, must be an absolute path: data
            volume | data  | /x | fine
            volume | /data | /x | invalid volume mount source, must not be an absolute path: /data
            tmpfs  | ''    | /x | fine
            tmpfs  | data  | /x | invalid tmpfs source, source must be empty
            """)
    void aMountThatMakesNoSenseIsNamed(String type, String source, String target, String words) {
        var spec = new Drafts.Container("nginx").mount(type, source, target).spec();
        var trouble = catchThrowable(() -> MountRules.check(spec));
        assertThat(trouble == null ? "fine" : String.valueOf(trouble.getMessage()))
                .isEqualTo(words);
    }
}
