package dev.troupe.persistence;

import dev.troupe.core.id.Ids;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Ids that this process has given out and under which nothing has been written yet. Whoever comes to life under one of
 * them has no past: a journal that only this process writes to need not be searched for it. A small memory that forgets;
 * what is not found here is looked up.
 */
public final class FreshIds {

    /** Shared, since Pekko makes the journal and {@code app} the ids. */
    static final FreshIds OF_THIS_PROCESS = new FreshIds();

    /** More tasks than one command usually plans; a few megabytes. */
    private static final int REMEMBERED = 65_536;

    private final Map<String, Boolean> unwritten = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** The ids of {@code source}, remembered for the journal of this process. */
    public static Ids of(Ids source) {
        return () -> {
            var id = source.get();
            OF_THIS_PROCESS.remember(id);
            return id;
        };
    }

    synchronized void remember(String id) {
        unwritten.put(id, true);
    }

    /** True once, for the first life under an id that is remembered: the next one has a past. */
    synchronized boolean beginsLife(String persistenceId) {
        return unwritten.remove(persistenceId.substring(persistenceId.indexOf('|') + 1)) != null;
    }
}
