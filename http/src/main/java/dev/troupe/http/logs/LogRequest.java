package dev.troupe.http.logs;

import dev.troupe.core.session.LogQuery;
import dev.troupe.http.wire.Call;
import dev.troupe.http.wire.GoTime;
import dev.troupe.http.wire.Problem;
import dev.troupe.http.wire.Query;
import java.util.OptionalInt;

/** What a client wants to see of the output, and how it wants it written. */
record LogRequest(LogQuery query, boolean timestamps, boolean details) {

    static LogRequest of(Call call) {
        var query = call.query();
        var stdout = query.truthy("stdout");
        var stderr = query.truthy("stderr");
        if (!stdout && !stderr) throw new Problem(500, "Bad parameters: you must choose at least one stream");
        var since = query.text("since").filter(text -> !text.equals("0")).map(text -> GoTime.parseUnix("since", text));
        return new LogRequest(
                new LogQuery(stdout, stderr, since, tail(query), query.truthy("follow")),
                query.truthy("timestamps"),
                query.truthy("details"));
    }

    private static OptionalInt tail(Query query) {
        var word = query.text("tail").orElse("all");
        if (word.equals("all")) return OptionalInt.empty();
        try {
            var lines = Integer.parseInt(word);
            if (lines >= 0) return OptionalInt.of(lines);
        } catch (NumberFormatException wrong) {
            throw badTail();
        }
        throw badTail();
    }

    private static Problem badTail() {
        return new Problem(500, "tail value must be a positive integer or \"all\"");
    }

    boolean follows() {
        return query.follow();
    }
}
