package dev.troupe.rehearsal.forecast;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last of what was seen of one kind. */
final class Samples<T> {

    private static final int MOST = 200;

    private final Deque<T> last = new ArrayDeque<>();

    void add(T sample) {
        last.add(sample);
        if (last.size() > MOST) last.remove();
    }

    List<T> all() {
        return List.copyOf(last);
    }
}
