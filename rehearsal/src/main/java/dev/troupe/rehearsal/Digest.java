package dev.troupe.rehearsal;

import dev.troupe.core.feed.Recorded;
import dev.troupe.persistence.FactCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A fingerprint of a sequence of facts: of every byte that a journal would keep of them, in their order. */
final class Digest {

    private final FactCodec codec = new FactCodec();
    private final MessageDigest sha256;

    Digest() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // Every JDK has it.
        }
    }

    void add(Recorded recorded) {
        add(recorded.reference().getBytes(StandardCharsets.UTF_8));
        add(codec.nameOf(recorded.fact()).getBytes(StandardCharsets.UTF_8));
        add(codec.encode(recorded.fact()));
    }

    private void add(byte[] bytes) {
        sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        sha256.update(bytes);
    }

    /** Lower case hexadecimal digits. Ends this digest. */
    String hex() {
        return HexFormat.of().formatHex(sha256.digest());
    }
}
