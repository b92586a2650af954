package dev.troupe.persistence.care;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A fact as one line of an export: {@code "offset":17,"entity":"task|t1","sequence":3,"fact":"task.observed/1"} and
 * then what the journal holds of it, byte for byte, so that nothing is lost on the way through a file and back.
 */
@SuppressWarnings("ArrayRecordComponent") // Carried, never compared.
record FactLine(long offset, String entity, long sequence, String name, byte[] payload) {

    private static final JsonFactory JSON = new JsonFactory();

    static FactLine of(JournalRow row) {
        return new FactLine(row.offset(), row.persistenceId(), row.sequence(), row.name(), row.payload());
    }

    /** Without the line's end. */
    byte[] bytes() throws Trouble {
        if (payload.length < 2 || payload[0] != '{') throw new Trouble(words() + " holds no JSON object");
        for (var each : payload) if (each == '\n') throw new Trouble(words() + " holds JSON of several lines");
        var head = "{\"offset\":" + offset + ",\"entity\":\"" + quoted(entity) + "\",\"sequence\":" + sequence
                + ",\"fact\":\"" + quoted(name) + "\",";
        var line = new ByteArrayOutputStream(head.length() + payload.length);
        line.writeBytes(head.getBytes(StandardCharsets.UTF_8));
        line.write(payload, 1, payload.length - 1);
        return line.toByteArray();
    }

    private String words() {
        return "offset " + offset + ", " + entity + "#" + sequence + " " + name;
    }

    static String quoted(String text) {
        return new String(JsonStringEncoder.getInstance().quoteAsString(text));
    }

    /** Throws {@link IOException} with what is wrong in the line. */
    static FactLine parse(byte[] line) throws IOException {
        try (var in = JSON.createParser(line)) {
            return parse(line, in);
        }
    }

    private static FactLine parse(byte[] line, JsonParser in) throws IOException {
        if (in.nextToken() != JsonToken.START_OBJECT) throw new IOException("is not a JSON object");
        @Nullable Long offset = null;
        @Nullable String entity = null;
        @Nullable Long sequence = null;
        @Nullable String name = null;
        var rest = new ByteArrayOutputStream(line.length);
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            var from = Math.toIntExact(in.currentTokenLocation().getByteOffset());
            var field = in.currentName();
            in.nextToken();
            switch (field) {
                case "offset" -> offset = number(in, field);
                case "sequence" -> sequence = number(in, field);
                case "entity" -> entity = text(in, field);
                case "fact" -> name = text(in, field);
                default -> {
                    in.finishToken();
                    in.skipChildren();
                    rest.write(rest.size() == 0 ? '{' : ',');
                    rest.write(line, from, Math.toIntExact(in.currentLocation().getByteOffset()) - from);
                }
            }
        }
        if (in.nextToken() != null) throw new IOException("goes on after its JSON object");
        if (offset == null) throw new IOException("lacks \"offset\"");
        if (entity == null) throw new IOException("lacks \"entity\"");
        if (sequence == null) throw new IOException("lacks \"sequence\"");
        if (name == null) throw new IOException("lacks \"fact\", the name of the event");
        rest.write('}');
        return new FactLine(offset, entity, sequence, name, rest.toByteArray());
    }

    private static long number(JsonParser in, String field) throws IOException {
        if (in.currentToken() != JsonToken.VALUE_NUMBER_INT) throw new IOException("\"" + field + "\" is not a number");
        return in.getLongValue();
    }

    private static String text(JsonParser in, String field) throws IOException {
        if (in.currentToken() != JsonToken.VALUE_STRING) throw new IOException("\"" + field + "\" is not a text");
        return in.getText();
    }
}
