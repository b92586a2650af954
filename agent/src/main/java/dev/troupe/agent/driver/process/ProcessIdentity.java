package dev.troupe.agent.driver.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One certain process: numbers are used again, start times and boots are not.
 *
 * @param ticks its start, in clock ticks after the boot
 */
record ProcessIdentity(long pid, long ticks, String boot) {

    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

    /** As the wrapper has written it: {@code pid ticks boot}; empty while there is no such file. */
    static Optional<ProcessIdentity> read(Path file) throws IOException {
        if (!Files.exists(file)) return Optional.empty();
        var words = List.of(Files.readString(file).strip().split(" ", 3));
        if (words.size() < 3) return Optional.empty();
        return Optional.of(
                new ProcessIdentity(Long.parseLong(words.get(0)), Long.parseLong(words.get(1)), words.get(2)));
    }

    /** Empty when it has ended, also if another process has its number now. */
    Optional<ProcessHandle> handle() {
        return ProcessHandle.of(pid).filter(handle -> handle.isAlive() && isThisBoot() && startOf(pid) == ticks);
    }

    private boolean isThisBoot() {
        try {
            return Files.readString(BOOT).strip().equals(boot);
        } catch (IOException _) {
            return false;
        }
    }

    private static long startOf(long pid) {
        return stat(pid).map(fields -> Long.parseLong(fields.get(19))).orElse(-1L);
    }

    /** The fields of {@code /proc/PID/stat} behind the name; empty when the process is gone or a zombie. */
    static Optional<List<String>> stat(long pid) {
        try {
            var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            var fields =
                    List.of(stat.substring(stat.lastIndexOf(')') + 2).strip().split(" "));
            return fields.getFirst().equals("Z") ? Optional.empty() : Optional.of(fields);
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
