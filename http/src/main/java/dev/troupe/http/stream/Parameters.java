package dev.troupe.http.stream;

import dev.troupe.http.wire.Call;
import dev.troupe.http.wire.Malformed;
import java.util.Set;
import java.util.TreeSet;

/** What all streams are asked alike. */
final class Parameters {

    private Parameters() {}

    /** A misspelt filter would pass everything: it is refused. */
    @SafeVarargs
    static void check(Call call, Set<String>... known) {
        var all = new TreeSet<String>();
        for (var some : known) all.addAll(some);
        for (var name : call.query().values().keySet()) {
            if (!name.isEmpty() && !all.contains(name)) {
                throw new Malformed("unknown parameter " + name + ": known are " + String.join(", ", all));
            }
        }
    }

    /** A stream goes on unless {@code follow=false}. */
    static boolean follows(Call call) {
        return call.query().text("follow").isEmpty() || call.query().strict("follow");
    }
}
