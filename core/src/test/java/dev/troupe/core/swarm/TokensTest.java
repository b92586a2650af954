package dev.troupe.core.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TokensTest {

    @Test
    @DisplayName("A join token has 50 and 25 digits, zeros in front where it is small (CL-5)")
    void padded() {
        var digest = new byte[32];
        var secret = new byte[16];
        secret[15] = 35;
        assertThat(Tokens.format(digest, secret)).isEqualTo("SWMTKN-1-" + "0".repeat(50) + "-" + "0".repeat(24) + "z");
    }

    @Test
    @DisplayName("The largest digest and secret still fit, and can be read back (CL-5)")
    void largest() {
        var digest = new byte[32];
        var secret = new byte[16];
        Arrays.fill(digest, (byte) 0xff);
        Arrays.fill(secret, (byte) 0xff);
        var token = Tokens.format(digest, secret);
        assertThat(token).matches("SWMTKN-1-[0-9a-z]{50}-[0-9a-z]{25}");
        var parts = token.split("-", -1);
        assertThat(new BigInteger(parts[2], 36))
                .isEqualTo(BigInteger.TWO.pow(256).subtract(BigInteger.ONE));
        assertThat(new BigInteger(parts[3], 36))
                .isEqualTo(BigInteger.TWO.pow(128).subtract(BigInteger.ONE));
    }

    @Test
    @DisplayName("Bytes of another length are no digest and no secret")
    void lengths() {
        assertThatThrownBy(() -> Tokens.format(new byte[20], new byte[16]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Tokens.format(new byte[32], new byte[17]))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
