package dev.troupe.agent.driver.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Asks small programs of the host. Blocks; not for actors. */
final class HostCommands {

    private static final long PATIENCE_SECONDS = 10;

    /** What it printed, without the last line's end; empty when it failed or is not there. */
    Optional<String> answer(String... command) {
        try {
            var process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Optional.empty();
            }
            return process.exitValue() == 0 ? Optional.of(output.stripTrailing()) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Sends a signal to a whole process group; true when there was one. */
    boolean signalGroup(String signal, long leader) {
        var name = signal.startsWith("SIG") ? signal.substring(3) : signal;
        return answer("bash", "-c", "kill -s \"$1\" -- \"-$2\"", "kill", name, Long.toString(leader))
                .isPresent();
    }
}
