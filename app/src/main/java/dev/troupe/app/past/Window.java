package dev.troupe.app.past;

import dev.troupe.core.history.Entry;
import java.util.ArrayList;
import java.util.List;

/**
 * The latest entries: all there are after {@link #start()}, up to {@link #end()}. Old ones go when new ones come. For one
 * thread.
 */
public final class Window {

    private final int most;
    private final List<Entry> entries = new ArrayList<>();
    private long start;
    private long end;

    /** @param most how many entries it holds at least, once there were so many; up to twice as many */
    Window(int most, long end) {
        this.most = most;
        this.start = end;
        this.end = end;
    }

    /** All entries after this offset, up to the end, are in here. */
    long start() {
        return start;
    }

    long end() {
        return end;
    }

    /** The next entry there is. */
    void add(Entry entry) {
        entries.add(entry);
        end = entry.offset();
        if (entries.size() >= 2 * most) {
            start = entries.get(entries.size() - most - 1).offset();
            entries.subList(0, entries.size() - most).clear();
        }
    }

    /** Forgets all; holds what comes after this offset. */
    void skipTo(long offset) {
        entries.clear();
        start = offset;
        end = offset;
    }

    /** At most {@code limit} entries after an offset that is not before {@link #start()}. */
    List<Entry> after(long offset, int limit) {
        if (offset < start) throw new IllegalArgumentException("offset " + offset + " is before " + start);
        var low = 0;
        var high = entries.size();
        while (low < high) {
            var middle = (low + high) >>> 1;
            if (entries.get(middle).offset() <= offset) low = middle + 1;
            else high = middle;
        }
        return List.copyOf(entries.subList(low, Math.min(entries.size(), low + limit)));
    }
}
