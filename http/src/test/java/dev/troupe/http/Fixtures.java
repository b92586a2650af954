package dev.troupe.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Texts kept beside the tests. */
final class Fixtures {
    private Fixtures() {}

    static String text(String name) {
        try (var stream = Fixtures.class.getResourceAsStream(name)) {
            if (stream == null) throw new IllegalArgumentException("no fixture " + name);
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
    }
}
