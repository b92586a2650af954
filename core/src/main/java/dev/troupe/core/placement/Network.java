package dev.troupe.core.placement;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An address, or a block of them in CIDR notation (SC-17).
 *
 * @param base first address of the block
 * @param prefix how many leading bits all its addresses share
 */
record Network(Address base, int prefix) {

    /**
     * An IP address as a number.
     *
     * @param width 32 or 128 bits
     */
    record Address(BigInteger number, int width) {

        /** Reads a literal; never asks a name server. */
        static Optional<Address> parse(String text) {
            var plausible = text.indexOf(':') < 0
                    ? isDottedQuad(text)
                    : IPV6.matcher(text).matches();
            if (!plausible) return Optional.empty();
            try {
                var bytes = InetAddress.ofLiteral(text).getAddress();
                return Optional.of(new Address(new BigInteger(1, bytes), 8 * bytes.length));
            } catch (IllegalArgumentException notAnAddress) {
                return Optional.empty();
            }
        }

        /** The JDK also takes short forms such as {@code 10.1}, which nobody means. */
        private static boolean isDottedQuad(String text) {
            var parts = text.split("\\.", -1);
            if (parts.length != 4) return false;
            for (var part : parts) {
                if (!NUMBER.matcher(part).matches() || Integer.parseInt(part) > 255) return false;
            }
            return true;
        }
    }

    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,2}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]+");

    /** A single address is a block of one. */
    static Optional<Network> parse(String text) {
        var slash = text.indexOf('/');
        if (slash < 0) return Address.parse(text).map(address -> new Network(address, address.width()));
        var prefix = text.substring(slash + 1);
        if (!NUMBER.matcher(prefix).matches()) return Optional.empty();
        return Address.parse(text.substring(0, slash))
                .map(address -> new Network(address, Integer.parseInt(prefix)))
                .filter(network -> network.prefix <= network.base.width());
    }

    boolean contains(Address address) {
        var free = base.width() - prefix;
        return address.width() == base.width()
                && address.number().shiftRight(free).equals(base.number().shiftRight(free));
    }
}
