package dev.troupe.http;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where to listen.
 *
 * @param tcp TCP addresses; port 0: the system picks one
 * @param sockets unix sockets
 * @param hostNames names by which a TCP door may be called, besides loopback ones and the address it is bound to
 */
public record DoorSettings(List<Tcp> tcp, List<Path> sockets, Set<String> hostNames) {

    public record Tcp(String host, int port) {}

    public static DoorSettings tcp(String host, int port) {
        return new DoorSettings(List.of(new Tcp(host, port)), List.of(), Set.of());
    }

    public static DoorSettings socket(Path path) {
        return new DoorSettings(List.of(), List.of(path), Set.of());
    }

    public DoorSettings and(DoorSettings other) {
        return new DoorSettings(
                concat(tcp, other.tcp),
                concat(sockets, other.sockets),
                Set.copyOf(concat(List.copyOf(hostNames), List.copyOf(other.hostNames))));
    }

    private static <T> List<T> concat(List<T> first, List<T> second) {
        return Stream.concat(first.stream(), second.stream()).distinct().toList();
    }

    /** One address in Docker's spelling: {@code unix:///run/x.sock} or {@code tcp://127.0.0.1:2375}. */
    public static Optional<DoorSettings> parse(String address) {
        if (address.startsWith("unix://")) {
            var path = address.substring("unix://".length());
            return path.isEmpty() ? Optional.empty() : Optional.of(socket(Path.of(path)));
        }
        if (!address.startsWith("tcp://")) return Optional.empty();
        var rest = address.substring("tcp://".length());
        var cut = rest.lastIndexOf(':');
        if (cut <= 0) return Optional.empty();
        var host = rest.substring(0, cut);
        if (host.startsWith("[") && host.endsWith("]")) host = host.substring(1, host.length() - 1);
        try {
            var port = Integer.parseInt(rest.substring(cut + 1));
            return port < 0 || port > 65535 ? Optional.empty() : Optional.of(tcp(host, port));
        } catch (NumberFormatException noPort) {
            return Optional.empty();
        }
    }
}
