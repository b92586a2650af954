package dev.troupe.http.stream;

import java.util.OptionalLong;

/**
 * One thing said in a stream.
 *
 * @param offset where to resume after it; absent: it is no place to resume from
 * @param event how server-sent events call it; empty: not at all, as what a stream mostly consists of
 * @param json one JSON object on one line
 */
record Line(OptionalLong offset, String event, String json) {

    static Line of(String json) {
        return new Line(OptionalLong.empty(), "", json);
    }
}
