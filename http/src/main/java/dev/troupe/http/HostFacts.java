package dev.troupe.http;

/**
 * What {@code docker info} and {@code docker version} tell of the machine and the program.
 *
 * @param id of this engine, for people
 * @param name host name
 * @param operatingSystem as its makers call it: {@code Debian GNU/Linux 12 (bookworm)}
 * @param architecture as {@code uname -m} says: {@code x86_64}
 * @param memoryBytes all of it
 * @param dataDirectory where the journal is
 * @param version of Troupe
 * @param commit it was built from; empty when unknown
 * @param built when, RFC 3339; empty when unknown
 */
public record HostFacts(
        String id,
        String name,
        String operatingSystem,
        String kernelVersion,
        String architecture,
        int cpus,
        long memoryBytes,
        String dataDirectory,
        String version,
        String commit,
        String built) {

    /** {@code amd64} for {@code x86_64}, as Go calls it. */
    public String goArchitecture() {
        return switch (architecture) {
            case "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            default -> architecture;
        };
    }
}
