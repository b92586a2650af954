package dev.troupe.persistence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Which code this is. What is computed by some code and kept for later is worth nothing to another: a fold that has
 * changed in a line would go on from a state it could never have reached, and nobody would see it. A number raised by
 * hand is forgotten one day; the code itself is not. Builds of the same sources are equal byte for byte.
 */
final class Fingerprint {

    private static final int DIGITS = 16;

    private Fingerprint() {}

    /** Of the jars, or the folders of classes, that these classes come from. */
    static String of(Class<?>... classes) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (var type : classes) add(digest, home(type));
            return HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException never) {
            throw new IllegalStateException(never);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the program's own code", e);
        }
    }

    private static Path home(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException never) {
            throw new IllegalStateException(never);
        }
    }

    private static void add(MessageDigest digest, Path home) throws IOException {
        if (!Files.isDirectory(home)) {
            digest.update(Files.readAllBytes(home));
            return;
        }
        try (var files = Files.walk(home)) {
            for (var file : files.filter(Files::isRegularFile).sorted().toList())
                digest.update(Files.readAllBytes(file));
        }
    }
}
