package dev.troupe.http.stream;

import dev.troupe.http.wire.Call;
import dev.troupe.http.wire.Malformed;
import java.util.Set;
import java.util.TreeSet;

/** What all streams are asked alike. */
final class Parameters {

    private Parameters() {}

    /** A filter that is misspelt, or empty since a script's variable was, would pass everything: it is refused. */
    @SafeVarargs
    static void check(Call call, Set<String>... known) {
        var all = new TreeSet<String>();
        for (var some : known) all.addAll(some);
        call.query().values().forEach((name, value) -> {
            if (!name.isEmpty() && !all.contains(name)) {
                throw new Malformed("unknown parameter " + name + ": known are " + String.join(", ", all));
            }
            if (!name.isEmpty() && value.isBlank()) throw new Malformed("invalid value for " + name + ": it is empty");
            if (call.query().repeated().contains(name)) throw new Malformed(name + " is given more than once");
        });
    }

    /** A stream goes on unless {@code follow=false}. */
    static boolean follows(Call call) {
        return follows(call, true);
    }

    /** What {@code follow} says; where it says nothing, {@code otherwise}. */
    static boolean follows(Call call, boolean otherwise) {
        return call.query().flag("follow", otherwise);
    }
}
