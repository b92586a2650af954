package dev.troupe.core.swarm;

import java.math.BigInteger;

/** Join tokens in the form that {@code docker swarm join} takes (CL-5). */
public final class Tokens {

    private static final int BASE = 36;
    private static final int DIGEST_BYTES = 32;
    private static final int DIGEST_DIGITS = 50;
    private static final int SECRET_BYTES = 16;
    private static final int SECRET_DIGITS = 25;

    private Tokens() {}

    /**
     * {@code SWMTKN-1-<50 digits>-<25 digits>}.
     *
     * @param rootDigest SHA-256 of the root certificate in DER form: 32 bytes, the same in both tokens
     * @param secret 16 bytes nobody can guess; which of the two it is decides the role
     */
    public static String format(byte[] rootDigest, byte[] secret) {
        return "SWMTKN-1-" + digits(rootDigest, DIGEST_BYTES, DIGEST_DIGITS) + "-"
                + digits(secret, SECRET_BYTES, SECRET_DIGITS);
    }

    private static String digits(byte[] bytes, int length, int width) {
        if (bytes.length != length) {
            throw new IllegalArgumentException("expected " + length + " bytes, got " + bytes.length);
        }
        var digits = new BigInteger(1, bytes).toString(BASE);
        return "0".repeat(width - digits.length()) + digits;
    }
}
