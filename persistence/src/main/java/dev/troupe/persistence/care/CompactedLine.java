package dev.troupe.persistence.care;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A line of an export for an entity whose facts were removed, with how many it had. */
record CompactedLine(String entity, long facts) {

    private static final String MARK = "{\"compacted\":";
    private static final JsonMapper JSON = new JsonMapper();

    static boolean is(byte[] line) {
        return new String(line, 0, Math.min(line.length, MARK.length()), StandardCharsets.UTF_8).equals(MARK);
    }

    byte[] bytes() {
        return (MARK + "\"" + FactLine.quoted(entity) + "\",\"facts\":" + facts + "}").getBytes(StandardCharsets.UTF_8);
    }

    static CompactedLine parse(byte[] line) throws IOException {
        JsonNode read = JSON.readTree(line);
        return new CompactedLine(
                read.path("compacted").asText(), read.path("facts").asLong());
    }
}
