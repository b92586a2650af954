package dev.troupe.http.stream;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/** What is said at once. Many readers may be told the same one: how it is written is found out once. */
final class Bundle {

    /** Nothing has happened for a while. */
    static final Bundle SILENCE = new Bundle(List.of());

    private final List<Line> lines;
    private volatile @Nullable String text;
    private volatile @Nullable ByteString bytes;

    Bundle(List<Line> lines) {
        this.lines = lines;
    }

    static Bundle of(Line line) {
        return new Bundle(List.of(line));
    }

    List<Line> lines() {
        return lines;
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    /** The lines with line ends between them. */
    String text() {
        var made = text;
        if (made == null) {
            made = lines.stream().map(Line::json).collect(Collectors.joining("\n"));
            text = made;
        }
        return made;
    }

    /** The lines, each with its end. */
    ByteString jsonLines() {
        var made = bytes;
        if (made == null) {
            made = ByteString.fromString(text() + "\n");
            bytes = made;
        }
        return made;
    }
}
