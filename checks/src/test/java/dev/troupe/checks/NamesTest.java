package dev.troupe.checks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import org.junit.jupiter.api.Test;

/** A class is named after the noun that owns the rule. */
class NamesTest {

    @Test
    void noClassIsNamedAfterADrawer() {
        noClasses()
                .should()
                .haveNameMatching(".*[a-z0-9](Impl|Helpers?|Utils?)")
                .check(Rooms.CLASSES);
    }

    /** A manager is a node's role here: a {@code TaskManager} is not fine, who speaks to a manager is. */
    @Test
    void noClassManages() {
        noClasses()
                .that()
                .haveNameNotMatching(".*[.$](To|From)Manager")
                .should()
                .haveNameMatching(".*[a-z0-9]Manager")
                .check(Rooms.CLASSES);
    }
}
