package dev.troupe.persistence.care;

import dev.troupe.persistence.EmbeddedStore;
import dev.troupe.persistence.Schema;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** The journals that released versions wrote: {@code src/test/resources/journals/VERSION}, made by {@code record}. */
final class Collection {

    private static final Path PLACE = Path.of("src", "test", "resources", "journals");

    private Collection() {}

    static List<String> versions() {
        try (var all = Files.list(PLACE)) {
            return all.map(each -> each.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String newest() {
        return versions().getLast();
    }

    static byte[] exported(String version) throws IOException {
        return unpacked(version, "journal.jsonl.gz");
    }

    /** What {@code replay} said of it then: the lines after the first, which tells when. */
    static List<String> summary(String version) throws IOException {
        return Files.readAllLines(PLACE.resolve(version).resolve("summary.txt")).stream()
                .skip(2)
                .toList();
    }

    /** Its database, as that release left it. */
    static EmbeddedStore kept(String version, Path directory) throws IOException {
        Files.write(directory.resolve(Schema.FILE), unpacked(version, "journal.db.gz"));
        return new EmbeddedStore(directory, false);
    }

    /** Its export, in a store of today. */
    static EmbeddedStore imported(String version, Path directory) throws IOException {
        var store = new EmbeddedStore(directory, false);
        store.prepare();
        new Import(new ByteArrayInputStream(exported(version)), store, "test").read();
        return store;
    }

    static byte[] export(dev.troupe.persistence.Store store, String version) throws IOException {
        var out = new ByteArrayOutputStream();
        new Export(store, version, true).write(Span.ALL, out);
        return out.toByteArray();
    }

    private static byte[] unpacked(String version, String file) throws IOException {
        try (InputStream in =
                new GZIPInputStream(Files.newInputStream(PLACE.resolve(version).resolve(file)))) {
            return in.readAllBytes();
        }
    }
}
