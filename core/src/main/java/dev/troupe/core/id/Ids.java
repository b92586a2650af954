package dev.troupe.core.id;

import java.util.function.Supplier;

/** Where fresh identities come from. Handed in by {@code app}; a seeded one makes a run repeatable. */
@FunctionalInterface
public interface Ids extends Supplier<String> {

    /** A fresh identifier: 25 characters of {@code [0-9a-z]}, never given out before. */
    @Override
    String get();
}
