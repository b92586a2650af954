package dev.troupe.app.command;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Pattern;

/** What {@code troupe up} says when it is ready: what runs the tasks, the line to paste, and who else can come in. */
final class Greeting {

    private static final Pattern PLAIN = Pattern.compile("[\\w:/.@%+=,\\[\\]-]+");

    private Greeting() {}

    /** @param addresses at least one; the first is the one to use */
    static String of(String drivenBy, List<String> addresses) {
        var words = new StringBuilder("Troupe is ready. " + drivenBy + "\n\n");
        words.append("  export DOCKER_HOST=")
                .append(asWord(toCall(addresses.getFirst())))
                .append("\n");
        addresses.stream()
                .skip(1)
                .forEach(other ->
                        words.append("  also at ").append(toCall(other)).append("\n"));
        words.append("\nThen: docker node ls");
        addresses.stream()
                .filter(address -> !isOnlyForThisMachine(address))
                .forEach(open -> words.append("\nWarning: ")
                        .append(open)
                        .append(
                                " can be reached from other machines, without encryption or password, and whoever can call this")
                        .append(" API owns this machine."));
        return words.toString();
    }

    /** A door that is open at every address is called at the loopback one. */
    private static String toCall(String address) {
        return isTcp(address) && at(address).isAnyLocalAddress()
                ? "tcp://127.0.0.1:" + URI.create(address).getPort()
                : address;
    }

    /** For a shell, which would take a path with a blank for several words. */
    private static String asWord(String address) {
        return PLAIN.matcher(address).matches() ? address : "'" + address.replace("'", "'\\''") + "'";
    }

    private static boolean isOnlyForThisMachine(String address) {
        return !isTcp(address) || at(address).isLoopbackAddress();
    }

    private static boolean isTcp(String address) {
        return address.startsWith("tcp://");
    }

    /** Where a door is bound: an address, never a name that would have to be looked up. */
    private static InetAddress at(String address) {
        try {
            return InetAddress.getByName(URI.create(address).getHost());
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(address, impossible);
        }
    }
}
