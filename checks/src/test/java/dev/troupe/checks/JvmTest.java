package dev.troupe.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** Maven may run on another JDK; what we ship and test does not. */
class JvmTest {

    @Test
    void testsRunOnTheReleaseWeCompileFor() {
        assertThat(Runtime.version().feature()).isEqualTo(25);
    }

    @Test
    void testsRunWithTheFlagsTroupeRunsWith() {
        assertThat(ManagementFactory.getRuntimeMXBean().getInputArguments()).contains("-XX:+UseCompactObjectHeaders");
    }
}
