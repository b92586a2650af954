package dev.troupe.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** One seed, one sequence of facts, byte for byte: on a stage that was used before, on a fresh one, in another process. */
class DeterminismTest {

    private static final long FIRST = 4_711;
    private static final long LAST = 4_720;

    @Test
    void aSeedAlwaysGivesTheSameFacts() throws Exception {
        List<String> once;
        List<String> again;
        try (var stage = new Stage()) {
            once = digests(stage);
            again = digests(stage);
        }
        assertThat(again).isEqualTo(once);
        assertThat(once).doesNotHaveDuplicates();
        try (var fresh = new Stage()) {
            assertThat(Rehearsal.of(fresh, Plan.of(LAST)).digest()).isEqualTo(once.getLast());
        }
        assertThat(inAnotherProcess()).isEqualTo(once);
    }

    private static List<String> digests(Stage stage) {
        return LongStream.rangeClosed(FIRST, LAST)
                .mapToObj(seed -> Rehearsal.of(stage, Plan.of(seed)).digest())
                .toList();
    }

    private static List<String> inAnotherProcess() throws IOException, InterruptedException {
        var java = ProcessHandle.current().info().command().orElseThrow();
        var process = new ProcessBuilder(java, "-cp", System.getProperty("java.class.path"), Digests.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            return out.lines().toList();
        } finally {
            process.destroyForcibly();
        }
    }

    /** The other process. */
    static final class Digests {
        public static void main(String[] args) {
            try (var stage = new Stage()) {
                digests(stage).forEach(System.out::println);
            }
        }
    }
}
