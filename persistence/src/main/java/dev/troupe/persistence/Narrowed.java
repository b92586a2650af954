package dev.troupe.persistence;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A fact that speaks of thousands of tasks, cut down to what it says of one: of each list of its event only the elements
 * are left that hold a word. Passing over an element costs a fraction of making an object of it.
 */
final class Narrowed {

    private static final JsonFactory JSON = new JsonFactory();

    private final byte[] word;
    private final byte[] json;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream(1024);
    private final int[] steps = new int[256];
    private int copied;
    private int next = -1;

    private Narrowed(byte[] word, byte[] json) {
        this.word = word;
        this.json = json;
        Arrays.fill(steps, word.length);
        for (var i = 0; i < word.length - 1; i++) steps[word[i] & 0xff] = word.length - 1 - i;
    }

    /**
     * Empty where the word is nowhere in it.
     *
     * @param word of ASCII characters that JSON does not escape, as ids are
     * @param json what {@link FactCodec#encode} wrote; throws {@link Unreadable} for bytes that are no JSON
     */
    static Optional<byte[]> to(String word, byte[] json) {
        var narrowed = new Narrowed(word.getBytes(StandardCharsets.US_ASCII), json);
        if (narrowed.find(0) == json.length) return Optional.empty();
        try (var in = JSON.createParser(json)) {
            return Optional.of(narrowed.cut(in));
        } catch (IOException e) {
            throw new Unreadable("a fact cannot be read: " + e.getMessage(), e);
        }
    }

    private byte[] cut(JsonParser in) throws IOException {
        in.nextToken();
        for (var field = in.nextFieldName(); field != null; field = in.nextFieldName()) {
            if (in.nextToken() == JsonToken.START_OBJECT && field.equals("event")) cutLists(in);
            else in.skipChildren();
        }
        copy(json.length);
        return kept.toByteArray();
    }

    private void cutLists(JsonParser in) throws IOException {
        for (var field = in.nextFieldName(); field != null; field = in.nextFieldName()) {
            if (in.nextToken() == JsonToken.START_ARRAY) cutList(in);
            else in.skipChildren();
        }
    }

    private void cutList(JsonParser in) throws IOException {
        copy(end(in));
        var isFirst = true;
        while (in.nextToken() != JsonToken.END_ARRAY) {
            var from = (int) in.currentTokenLocation().getByteOffset();
            in.skipChildren();
            var to = end(in);
            if (find(from) >= to) continue;
            if (!isFirst) kept.write(',');
            isFirst = false;
            copied = from;
            copy(to);
        }
        copied = (int) in.currentTokenLocation().getByteOffset();
    }

    /** Where the token that was read last ends. */
    private static int end(JsonParser in) throws IOException {
        in.finishToken();
        return (int) in.currentLocation().getByteOffset();
    }

    private void copy(int to) {
        kept.write(json, copied, to - copied);
        copied = to;
    }

    /**
     * Where the word is met next, from {@code from} on, which never goes back; the length where it is met no more. Looks at
     * the byte under the word's end first, and mostly goes on by the length of the word (Horspool).
     */
    private int find(int from) {
        if (next >= from) return next;
        next = from;
        while (next <= json.length - word.length) {
            if (Arrays.equals(json, next, next + word.length, word, 0, word.length)) return next;
            next += steps[json[next + word.length - 1] & 0xff];
        }
        next = json.length;
        return next;
    }
}
