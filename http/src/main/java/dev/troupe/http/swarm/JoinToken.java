package dev.troupe.http.swarm;

import java.math.BigInteger;
import java.security.SecureRandom;

/** {@code SWMTKN-1-<digest of the authority>-<secret>}: a rotation changes the secret only (CL-5). */
final class JoinToken {
    private static final SecureRandom DICE = new SecureRandom();
    private static final int SECRET_DIGITS = 25;
    private static final int SECRET_BITS = 128;
    private static final int BASE = 36;

    private JoinToken() {}

    static String rotated(String token) {
        var secret = new BigInteger(SECRET_BITS, DICE).toString(BASE);
        return token.substring(0, token.lastIndexOf('-') + 1) + "0".repeat(SECRET_DIGITS - secret.length()) + secret;
    }
}
