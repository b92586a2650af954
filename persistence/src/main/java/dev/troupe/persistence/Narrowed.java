package dev.troupe.persistence;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A fact that speaks of thousands of tasks, cut down to what it says of one: of each list of its event only the elements
 * are left that hold a word. To make tokens of all the others costs as much as to decode them, so that nothing but quotes
 * and brackets is looked at; what is left is decoded, and thereby checked, like any fact.
 */
final class Narrowed {

    private static final byte[] EVENT = "\"event\"".getBytes(StandardCharsets.US_ASCII);

    private final byte[] word;
    private final byte[] json;
    private final int[] steps = new int[256];
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream(1024);
    private int at;
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
     * @param json what {@link FactCodec#encode} wrote; throws {@link Unreadable} for bytes that break off
     */
    static Optional<byte[]> to(String word, byte[] json) {
        var narrowed = new Narrowed(word.getBytes(StandardCharsets.US_ASCII), json);
        if (narrowed.find(0) == json.length) return Optional.empty();
        try {
            return Optional.of(narrowed.cut());
        } catch (IndexOutOfBoundsException e) {
            throw new Unreadable("a fact breaks off after " + json.length + " bytes", e);
        }
    }

    private byte[] cut() {
        if (token() != '{') return json;
        members(isEvent -> {
            if (isEvent && json[at] == '{') members(field -> cutListOrPass());
            else pass();
        });
        copied(json.length);
        return kept.toByteArray();
    }

    private void cutListOrPass() {
        if (json[at] == '[') cutList();
        else pass();
    }

    /** What to do where a member's value begins; goes on behind it. */
    @FunctionalInterface
    private interface AtValue {
        void take(boolean isEvent);
    }

    private void members(AtValue value) {
        at++;
        while (token() != '}') {
            var from = at;
            pass();
            var isEvent = Arrays.equals(json, from, at, EVENT, 0, EVENT.length);
            token();
            at++; // the colon
            token();
            value.take(isEvent);
            if (token() == ',') at++;
        }
        at++;
    }

    private void cutList() {
        at++;
        copied(at);
        var isFirst = true;
        while (token() != ']') {
            var from = at;
            pass();
            if (find(from) < at) {
                if (!isFirst) kept.write(',');
                isFirst = false;
                kept.write(json, from, at - from);
            }
            if (token() == ',') at++;
        }
        copied = at;
        at++;
    }

    /** Copies what comes before this place and was not copied or left out yet. */
    private void copied(int to) {
        kept.write(json, copied, to - copied);
        copied = to;
    }

    /** Goes on to what is no white space. */
    private byte token() {
        while (json[at] == ' ' || json[at] == '\n' || json[at] == '\r' || json[at] == '\t') at++;
        return json[at];
    }

    /** Goes on behind the value that begins here. */
    private void pass() {
        var depth = 0;
        do {
            switch (json[at]) {
                case '"' -> passText();
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                default -> {
                    if (depth == 0) {
                        passWord();
                        return;
                    }
                }
            }
            at++;
        } while (depth > 0);
    }

    /** To its closing quote. */
    private void passText() {
        for (at++; json[at] != '"'; at++) if (json[at] == '\\') at++;
    }

    /** Behind a number, {@code true}, {@code false} or {@code null}. */
    private void passWord() {
        while (json[at] > ' ' && json[at] != ',' && json[at] != '}' && json[at] != ']') at++;
    }

    /**
     * Where the word is met next, from {@code from} on, which never goes back; the length where it is met no more. Looks at
     * the byte under the word's end first, and mostly goes on by the length of the word (Horspool).
     */
    private int find(int from) {
        if (next >= from) return next;
        next = from;
        var end = word.length - 1;
        while (next <= json.length - word.length) {
            var under = json[next + end];
            if (under == word[end] && Arrays.equals(json, next, next + end, word, 0, end)) return next;
            next += steps[under & 0xff];
        }
        next = json.length;
        return next;
    }
}
