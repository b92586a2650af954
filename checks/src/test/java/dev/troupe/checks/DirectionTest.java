package dev.troupe.checks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Dependencies point one way. */
class DirectionTest {

    static Stream<String> rooms() {
        return Rooms.all();
    }

    /** Else every other check could hold of nothing. */
    @ParameterizedTest
    @MethodSource("rooms")
    void everyRoomIsLookedAt(String room) {
        assertThat(Rooms.CLASSES).anyMatch(type -> isIn(room, type));
    }

    @Test
    void everyClassIsInARoomWeKnow() {
        assertThat(Rooms.CLASSES).allMatch(type -> rooms().anyMatch(room -> isIn(room, type)));
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void aRoomKnowsOnlyTheRoomsItMay(String room) {
        var forbidden = Rooms.forbiddenTo(room).map(Rooms::in).toArray(String[]::new);
        if (forbidden.length == 0) return; // The room that may know all.
        noClasses()
                .that()
                .resideInAPackage(Rooms.in(room))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden)
                .check(Rooms.CLASSES);
    }

    @Test
    void coreKnowsTheJdkAndPersistentCollectionsAndNothingElse() {
        classes()
                .that()
                .resideInAPackage(Rooms.in("core"))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(Rooms.in("core"), "java..", "org.pcollections..", "org.jspecify..")
                .check(Rooms.CLASSES);
    }

    @Test
    void httpSeesCommandsViewsAndRefusalsButNeverAnEvent() {
        noClasses()
                .that()
                .resideInAPackage(Rooms.in("http"))
                .should()
                .dependOnClassesThat(EVENTS_OF_CORE)
                .check(Rooms.CLASSES);
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void packagesOfARoomDoNotTurnInCircles(String room) {
        slices().matching("dev.troupe." + room + ".(*)..")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true) // A room may be a single package.
                .check(Rooms.CLASSES);
    }

    /** {@code ServiceEvent} and the facts inside it, such as {@code ServiceEvent.Created}. */
    private static final DescribedPredicate<JavaClass> EVENTS_OF_CORE = DescribedPredicate.describe(
            "are events of core", type -> isIn("core", type) && type.getName().matches(".*Event(\\$.*)?"));

    private static boolean isIn(String room, JavaClass type) {
        return (type.getPackageName() + ".").startsWith("dev.troupe." + room + ".");
    }
}
