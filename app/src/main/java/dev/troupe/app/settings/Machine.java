package dev.troupe.app.settings;

import dev.troupe.http.HostFacts;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Locale;
import java.util.Properties;

/** What can be learnt of the machine this process runs on. */
public final class Machine {

    private Machine() {}

    public static HostFacts facts(String id, String name, Path data) {
        var bean = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        var build = build();
        return new HostFacts(
                id,
                name,
                operatingSystem(),
                System.getProperty("os.version", ""),
                architecture(),
                bean.getAvailableProcessors(),
                bean.getTotalMemorySize(),
                data.toAbsolutePath().toString(),
                version(),
                build.getProperty("commit", ""),
                build.getProperty("built", ""));
    }

    public static String version() {
        return "0.1.0";
    }

    /** What {@code ./troupe} noted of this build; nothing where the classes were started otherwise. */
    private static Properties build() {
        var build = new Properties();
        var note = System.getProperty("troupe.build");
        if (note == null) return build;
        try (var in = Files.newBufferedReader(Path.of(note))) {
            build.load(in);
        } catch (IOException | IllegalArgumentException unreadable) {
            build.clear(); // Then it is shown without.
        }
        return build;
    }

    public static String hostname() {
        try {
            var name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
            if (!name.isEmpty()) return name;
        } catch (IOException notLinux) {
            // Asked otherwise below.
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "localhost";
        }
    }

    /** As {@code uname -m} says. */
    static String architecture() {
        var architecture = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        return architecture.equals("amd64") ? "x86_64" : architecture;
    }

    /** The address other machines would use; the loopback one where there is no other. */
    public static String address() {
        try {
            for (var network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                if (!network.isUp() || network.isLoopback()) continue;
                for (var address : Collections.list(network.getInetAddresses())) {
                    if (address instanceof Inet4Address && !address.isLinkLocalAddress())
                        return address.getHostAddress();
                }
            }
        } catch (SocketException unknown) {
            // Then nobody else reaches us either.
        }
        return "127.0.0.1";
    }

    private static String operatingSystem() {
        try {
            for (var line : Files.readAllLines(Path.of("/etc/os-release"))) {
                if (line.startsWith("PRETTY_NAME="))
                    return line.substring("PRETTY_NAME=".length()).replace("\"", "");
            }
        } catch (IOException unknown) {
            // A name of some kind will do.
        }
        return System.getProperty("os.name", "unknown");
    }
}
