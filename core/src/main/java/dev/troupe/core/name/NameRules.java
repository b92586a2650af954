package dev.troupe.core.name;

import static dev.troupe.core.rule.Decision.accept;
import static dev.troupe.core.rule.Decision.refuse;

import dev.troupe.core.rule.Decision;
import dev.troupe.core.rule.Refusal;
import java.util.Locale;

/** Names are unique without regard to case, and free again at deletion (OM-15). */
public final class NameRules {

    private NameRules() {}

    public static Decision<NameEvent> decide(NameBook book, NameCommand command) {
        return switch (command) {
            case NameCommand.Claim(var name, var service) -> {
                var holder = book.services().get(key(name));
                if (holder == null) yield accept(new NameEvent.Claimed(name, service));
                if (holder.equals(service)) yield accept();
                yield refuse(new Refusal.Conflict(
                        "name conflicts with an existing object: service " + name + " already exists"));
            }
            case NameCommand.Free(var name, var service) ->
                service.equals(book.services().get(key(name))) ? accept(new NameEvent.Freed(name, service)) : accept();
        };
    }

    public static NameBook evolve(NameBook book, NameEvent event) {
        return switch (event) {
            case NameEvent.Claimed(var name, var service) ->
                new NameBook(book.services().plus(key(name), service));
            case NameEvent.Freed(var name, var service) ->
                new NameBook(book.services().minus(key(name)));
        };
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
