package dev.troupe.checks;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The rooms and their classes, read once for all checks. Tests are not looked at. */
final class Rooms {

    /** Which room may know which. What is not written here is forbidden. */
    private static final Map<String, Set<String>> MAY_KNOW = Map.of(
            "core", Set.of(),
            "actors", Set.of("core"),
            "persistence", Set.of("core"),
            "agent", Set.of("core"),
            "http", Set.of("core", "actors"),
            "wire", Set.of("core", "actors", "persistence"),
            "rehearsal", Set.of("core", "actors", "persistence", "agent"),
            "testkit", Set.of("core", "actors", "agent", "http", "rehearsal", "app"),
            "app", Set.of("core", "actors", "persistence", "wire", "agent", "http", "rehearsal"));

    static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.troupe");

    private Rooms() {}

    static Stream<String> all() {
        return MAY_KNOW.keySet().stream().sorted();
    }

    static Stream<String> forbiddenTo(String room) {
        var allowed = MAY_KNOW.getOrDefault(room, Set.of());
        return all().filter(other -> !other.equals(room) && !allowed.contains(other));
    }

    /** The pattern of a room's packages, as ArchUnit wants it. */
    static String in(String room) {
        return "dev.troupe." + room + "..";
    }
}
