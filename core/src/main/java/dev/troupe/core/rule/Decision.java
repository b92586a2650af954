package dev.troupe.core.rule;

import java.util.List;

/** The answer of a rule to a command: facts to write down, or a reason why not. */
public sealed interface Decision<E extends Event> {

    /** Agreed. An empty list means: already so, nothing to write. */
    record Accept<E extends Event>(List<E> events) implements Decision<E> {}

    /** Declined; nothing changes. */
    record Refuse<E extends Event>(Refusal why) implements Decision<E> {}

    static <E extends Event> Decision<E> accept(List<? extends E> events) {
        return new Accept<>(List.copyOf(events));
    }

    static <E extends Event> Decision<E> accept(E event) {
        return new Accept<>(List.of(event));
    }

    static <E extends Event> Decision<E> accept() {
        return new Accept<>(List.of());
    }

    static <E extends Event> Decision<E> refuse(Refusal why) {
        return new Refuse<>(why);
    }
}
