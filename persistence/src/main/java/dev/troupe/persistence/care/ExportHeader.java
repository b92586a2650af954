package dev.troupe.persistence.care;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.troupe.core.feed.Horizon;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * The first line of an export.
 *
 * @param troupe the release that wrote it
 * @param secrets true: keys, tokens and credentials are in it
 * @param whole true: it begins with the journal's first fact
 * @param horizon where the whole history begins, in a journal that was compacted
 */
record ExportHeader(String troupe, boolean secrets, boolean whole, Optional<Horizon> horizon) {

    static final String FORMAT = "troupe-journal";

    /** Raised when a reader of today would misread what is written then. */
    static final int VERSION = 1;

    private static final JsonMapper JSON = new JsonMapper();

    String line() {
        var line = JSON.createObjectNode();
        line.put("format", FORMAT).put("version", VERSION).put("troupe", troupe);
        if (!secrets) line.put("secrets", "removed");
        if (!whole) line.put("part", true);
        horizon.ifPresent(known -> line.putObject("compacted")
                .put("upTo", known.offset())
                .put("at", known.at().toString()));
        return line.toString();
    }

    /** Throws {@link IOException} with what is wrong in the line. */
    static ExportHeader parse(byte[] line) throws IOException {
        JsonNode header;
        try {
            header = JSON.readTree(line);
        } catch (JsonProcessingException notJson) {
            throw new IOException("is not the header of a journal's export");
        }
        if (header == null || !header.path("format").asText().equals(FORMAT)) {
            throw new IOException("is not the header of a journal's export: \"format\" is not " + FORMAT);
        }
        var version = header.path("version").asInt();
        if (version != VERSION) {
            throw new IOException("is of version " + version + " of the format; this Troupe reads " + VERSION
                    + (version > VERSION ? ": it was written by a newer one" : ""));
        }
        return new ExportHeader(
                header.path("troupe").asText(),
                !header.path("secrets").asText().equals("removed"),
                !header.path("part").asBoolean(),
                horizon(header.path("compacted")));
    }

    private static Optional<Horizon> horizon(JsonNode compacted) throws IOException {
        if (compacted.isMissingNode()) return Optional.empty();
        try {
            return Optional.of(new Horizon(
                    compacted.path("upTo").asLong(),
                    Instant.parse(compacted.path("at").asText())));
        } catch (DateTimeException notATime) {
            throw new IOException("\"compacted\" lacks its time", notATime);
        }
    }
}
