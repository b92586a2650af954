package dev.troupe.persistence.care;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The last line of an export: how many facts there are. A file that was cut short lacks it. */
final class EndLine {

    private static final String MARK = "{\"end\":true,";
    private static final JsonMapper JSON = new JsonMapper();

    private EndLine() {}

    static boolean is(byte[] line) {
        return new String(line, 0, Math.min(line.length, MARK.length()), StandardCharsets.UTF_8).equals(MARK);
    }

    static byte[] bytes(long facts) {
        return (MARK + "\"facts\":" + facts + "}").getBytes(StandardCharsets.UTF_8);
    }

    static long facts(byte[] line) throws IOException {
        return JSON.readTree(line).path("facts").asLong(-1);
    }
}
