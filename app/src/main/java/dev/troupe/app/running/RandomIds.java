package dev.troupe.app.running;

import dev.troupe.core.id.Ids;
import java.math.BigInteger;
import java.security.SecureRandom;

/** Identifiers of 25 characters in base 36, from some 129 random bits (OM-2). */
public final class RandomIds implements Ids {

    private static final int LENGTH = 25;
    private static final BigInteger SPACE = BigInteger.valueOf(36).pow(LENGTH);

    private final SecureRandom random = new SecureRandom();

    @Override
    public String get() {
        var number = new BigInteger(SPACE.bitLength() + 64, random).mod(SPACE).toString(36);
        return "0".repeat(LENGTH - number.length()) + number;
    }
}
