package dev.troupe.http.stream;

import dev.troupe.core.history.Entry;
import dev.troupe.http.wire.JsonOut;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Entries as lines; made once for all who read the same one at about the same time. */
final class EntryJson {

    /** Entries whose line is kept at hand; a power of two. */
    private static final int REMEMBERED = 8_192;

    private record Written(Entry entry, Line line) {}

    private final AtomicReferenceArray<@Nullable Written> memory = new AtomicReferenceArray<>(REMEMBERED);

    @SuppressWarnings(
            "ReferenceEquality") // Readers share one object for each entry; another one is only written once more.
    Line line(Entry entry) {
        var place = (int) entry.offset() & (REMEMBERED - 1);
        var written = memory.get(place);
        if (written == null || written.entry() != entry) {
            written = new Written(entry, new Line(OptionalLong.of(entry.offset()), "", text(entry)));
            memory.set(place, written);
        }
        return written.line();
    }

    static String text(Entry entry) {
        return JsonOut.object(json -> write(json, entry));
    }

    private static void write(JsonOut json, Entry entry) {
        json.field("offset", entry.offset()).field("at", entry.at());
        json.object(
                "entity",
                () -> json.field("kind", entry.entity().kind().word())
                        .field("id", entry.entity().id()));
        json.field("sequence", entry.sequence());
        json.field("event", entry.event()).field("version", entry.version());
        json.field("text", entry.text()).field("notable", entry.notable());
        json.field("by", entry.cause().by()).field("correlation", entry.cause().correlation());
        entry.cause().of().ifPresent(fact -> json.field("of", fact));
        var about = entry.subjects();
        json.object("about", () -> {
            things(json, "services", about.services());
            things(json, "tasks", about.tasks());
            things(json, "nodes", about.nodes());
            if (!about.stacks().isEmpty()) {
                json.words("stacks", about.stacks().stream().sorted().toList());
            }
        });
        json.raw("data", entry.json());
    }

    private static void things(JsonOut json, String kind, Map<?, String> things) {
        if (things.isEmpty()) return;
        var sorted = new TreeMap<String, String>();
        things.forEach((id, name) -> sorted.put(id.toString(), name));
        json.list(
                kind,
                sorted.entrySet(),
                thing -> json.field("id", thing.getKey()).fieldIfAny("name", thing.getValue()));
    }
}
